import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { confirmation } from '../support/pty.ts';
import { openSandbox, realClis, type Sandbox } from './sandbox.ts';
import { commitSettings } from './team.ts';

// A plain PostgreSQL on the local stack's port, without Docker: `db push --local` really runs against it.
const port = 54922;
let box: Sandbox;
beforeAll(async () => {
  box = await openSandbox('3.1.0', { port, password: 'postgres' });
  const file = join(box.project.folder, 'supabase/config.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('port = 54322', `port = ${port}`));
  // Nobody calls the local stack's port staging here.
  commitSettings(box, { cli: realClis['3.1.0'] });
});
afterAll(() => box?.remove());

test('a push to the local database is backed up, asked for with a code alone, done, and can be undone', async () => {
  box.write('supabase/migrations/20990101000000_drop.sql', 'drop table public.reviews;');
  const { query } = box.cluster;
  expect(await query('select count(*)::int as n from public.reviews')).toEqual([{ n: 400 }]);

  const pushed = await box.asPerson(
    'supabase',
    ['db', 'push', '--local'],
    [[/reason/, 'Nobody reads reviews'], confirmation],
  );
  expect(pushed.screen).toMatch(/Type "[a-z0-9]{4}" to confirm/);
  expect(pushed.status).toBe(0);
  expect(await query("select to_regclass('public.reviews')::text as name")).toEqual([{ name: null }]);
  expect(readFileSync(join(box.backups, 'reset_log.txt'), 'utf8')).toMatch(
    /^Push reason: Nobody reads reviews\nPush date: /,
  );

  const undone = await box.asPerson('permahub', ['undo'], [[/reason/, 'They do'], confirmation]);
  expect(undone.status).toBe(0);
  expect(await query('select count(*)::int as n from public.reviews')).toEqual([{ n: 400 }]);
  const latest = readFileSync(join(box.backups, 'latest_full.sql'), 'utf8');
  expect(latest).toContain('CREATE TABLE');
});
