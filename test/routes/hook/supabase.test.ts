import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { knownHere } from '../../../src/commands/hook-known.ts';
import { judge } from '../../../src/routes/hook/judge.ts';
import { root } from '../../guard/sandbox.ts';
import { verdictOn, writeProject } from './project.ts';

let project: ReturnType<typeof writeProject>;
const path = process.env.PATH;
beforeAll(() => {
  project = writeProject();
});
beforeEach(() => {
  process.env.PATH = path;
});
afterAll(() => {
  process.env.PATH = path;
  project.remove();
});

test('what nobody would be asked about is left to the shim where the shim is first, and asked about around it', async () => {
  expect(await verdictOn('supabase migration up', project.folder)).toBe('ask');
  process.env.PATH = `${join(root, 'bin')}:${path}`;
  expect(await verdictOn('supabase migration up', project.folder)).toBe('none');
  expect(await verdictOn('npx supabase migration up', project.folder)).toBe('ask');
  expect(await verdictOn('PATH=/usr/bin:$PATH supabase migration up', project.folder)).toBe('ask');
  expect(await verdictOn('supabase db reset', project.folder)).toBe('deny');
});

test('no secret stands in what is said', async () => {
  const commands = [
    'supabase db reset --db-url postgresql://postgres:hunter2@db.example.com:5432/postgres',
    'supabase db push --linked --password hunter2 $X',
    'psql postgresql://postgres:hunter2@db.example.com/postgres -c "drop table users"',
    'PGPASSWORD=hunter2 dropdb shop',
    'export PERMAHUB_X=hunter2',
    'npx supabase --password hunter2 db push',
  ];
  for (const command of commands) {
    const rulings = await judge({ kind: 'shell', command, folder: project.folder }, knownHere());
    expect(rulings.length, command).toBeGreaterThan(0);
    expect(JSON.stringify(rulings), command).not.toContain('hunter2');
  }
});
