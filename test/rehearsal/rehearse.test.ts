import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection, Scratch } from '../../src/postgres/types.ts';
import { copyWith, inside, project, rehearse, rehearsed, scratchServer } from './place.ts';

let scratch: Scratch;
let copy: Connection;
const remove: (() => void)[] = [];

beforeAll(async () => {
  scratch = await scratchServer();
  copy = await copyWith(
    scratch,
    "create table users (id int primary key, name text); insert into users values (1, 'a'), (2, 'b')",
  );
}, 60_000);
afterAll(async () => {
  await scratch?.remove();
  for (const each of remove) each();
});

function folderWith(files: Record<string, string>): string {
  const made = project(files);
  remove.push(made.remove);
  return made.folder;
}

describe.each(['v2', 'v3'] as const)('a rehearsal with the real CLI (%s)', (era) => {
  test('pushes pending migrations onto a clone and leaves the copy as it is', async () => {
    const folder = folderWith({
      'supabase/migrations/20250101000000_a.sql':
        'delete from public.users where id = 1;\ncreate table public.more (id int);',
    });
    const { impact, answer } = await rehearse({
      ...{ scratch, copy, folder, era, argv: ['db', 'push', '--local'] },
      ask: "select (select count(*)::int from public.users) as users, to_regclass('public.more')::text as more, (select tableowner from pg_tables where tablename = 'more') as owner",
    });
    expect(rehearsed(impact)).toMatchObject({ status: 0, signal: null, failure: null, lacking: [] });
    expect(answer).toEqual([{ users: 1, more: 'public.more', owner: 'postgres' }]);
    expect(await inside(copy, 'select id from public.users order by id')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(
      await inside(scratch.connection, "select datname from pg_database where datname like 'permahub_after%'"),
    ).toEqual([]);
  });
});
