import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changedPaths, fingerprint } from '../../src/action/fingerprint.ts';

let folder: string;
const put = (path: string, text: string) => writeFileSync(join(folder, path), text);
const now = () => fingerprint({ projectFolder: folder, files: [join(folder, '.permahubrc.json')] });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-fingerprint-'));
  mkdirSync(join(folder, 'supabase/migrations'), { recursive: true });
  mkdirSync(join(folder, 'supabase/.temp'));
  put('supabase/migrations/1_a.sql', 'create table a ();');
  put('supabase/config.toml', 'project_id = "shop"');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('nothing touched, nothing changed', async () => {
  expect(changedPaths(await now(), await now())).toEqual([]);
});

test('a migration edited, one added, the config gone and the settings written are all named', async () => {
  const before = await now();
  put('supabase/migrations/1_a.sql', 'drop table a;');
  put('supabase/migrations/2_b.sql', '');
  rmSync(join(folder, 'supabase/config.toml'));
  put('.permahubrc.json', '{}');
  expect(changedPaths(before, await now())).toEqual([
    join(folder, '.permahubrc.json'),
    'supabase/config.toml',
    'supabase/migrations/1_a.sql',
    'supabase/migrations/2_b.sql',
  ]);
});

test('what the CLI keeps for itself does not count', async () => {
  const before = await now();
  put('supabase/.temp/cli-latest', 'v9');
  expect(changedPaths(before, await now())).toEqual([]);
});

test('a project without a supabase folder has only the files named', async () => {
  expect(
    await fingerprint({ projectFolder: join(folder, 'nowhere'), files: [join(folder, 'supabase/config.toml')] }),
  ).toEqual(new Map([[join(folder, 'supabase/config.toml'), expect.stringMatching(/^[0-9a-f]{64}$/)]]));
});
