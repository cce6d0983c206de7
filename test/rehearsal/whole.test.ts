import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/postgres/connection.ts';
import { readFacts } from '../../src/postgres/facts.ts';
import type { Scratch } from '../../src/postgres/types.ts';
import { readBefore } from '../../src/rehearsal/inventory.ts';
import { readDiff } from '../../src/rehearsal/read-diff.ts';
import { applied, clis, copyWith, project, rehearse, rehearsed, scratchServer } from './place.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await scratchServer();
});
afterAll(() => scratch?.remove());

test('what a push through the npm launcher would lose is measured, as a role that is no superuser', async () => {
  const copy = await copyWith(
    scratch,
    `create table users (id int primary key, name text, note text);
     insert into users select g, 'n', case when g <= 3 then 'x' end from generate_series(1, 20) g;
     create table prices (id int primary key, amount int); insert into prices select g, g from generate_series(1, 12) g;
     ${applied('20250101000000')}`,
  );
  const session = await connect(copy);
  const facts = await readFacts([session]).finally(session.close);
  const { folder, remove } = project({
    'supabase/migrations/20250101000000_first.sql': '',
    'supabase/migrations/20250102000000_second.sql':
      'delete from public.users where id > 1; alter table public.users drop column note; update public.prices set amount = 0 where id <= 4;',
  });
  const { impact } = await rehearse({
    ...{ scratch, copy, folder, era: 'v3', argv: ['db', 'push', '--local'] },
    reading: { before: readBefore, diff: readDiff },
    more: { facts: async () => facts, cli: { ...clis.v3, path: resolve('node_modules/supabase-3/dist/supabase.js') } },
  });
  remove();
  const { status, failure, diff } = rehearsed(impact);
  expect([status, failure]).toEqual([0, null]);
  expect(diff.tables.filter(({ name }) => name.startsWith('public.'))).toMatchObject([
    { name: 'public.prices', before: 12, after: 12, gone: 0, changed: 4, added: 0 },
    { name: 'public.users', before: 20, after: 1, gone: 19 },
  ]);
  expect(diff.columns).toMatchObject([{ table: 'public.users', column: 'note', change: 'dropped', values: 3 }]);
});
