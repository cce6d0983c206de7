import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { fillDemoDatabase } from './database.ts';
import { type DemoProject, person, writeDemoProject } from './project.ts';

const cli = createRequire(import.meta.url).resolve('supabase-3/dist/supabase.js');
let cluster: Cluster;
let project: DemoProject;

beforeAll(async () => {
  cluster = await startCluster();
  await fillDemoDatabase(cluster);
  project = writeDemoProject(cluster);
});
afterAll(async () => {
  project?.remove();
  await cluster?.stop();
});

const countRows = async () => {
  const tables = await cluster.query(
    `select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where relkind = 'r' and nspname in ('public', 'auth') order by 1`,
  );
  const counts = tables.map(async ({ name }) => {
    const [row] = await cluster.query(`select count(*)::int as rows from ${name}`);
    return [name, row?.rows] as const;
  });
  return Object.fromEntries(await Promise.all(counts)) as Record<string, number>;
};
const supabase = (...args: string[]) =>
  promisify(execFile)(process.execPath, [cli, ...args], {
    cwd: project.folder,
    env: { PATH: process.env.PATH, HOME: project.home, SUPABASE_TELEMETRY_DISABLED: '1' },
  });

test('the demo database has at least twelve tables, fifty thousand rows and users', async () => {
  const counts = await countRows();
  expect(Object.keys(counts).length).toBeGreaterThanOrEqual(12);
  expect(Object.values(counts).reduce((a, b) => a + b)).toBeGreaterThan(50_000);
  expect(counts['auth.users']).toBe(3000);
  expect(Object.entries(counts).filter(([, rows]) => rows === 0)).toEqual([]);
});

test('the demo project is a commit of the person who owns it', async () => {
  const log = await promisify(execFile)('git', ['log', '--format=%an <%ae>'], { cwd: project.folder });
  expect(log.stdout).toBe(`${person.name} <${person.email}>\n`);
  const status = await promisify(execFile)('git', ['status', '--porcelain'], { cwd: project.folder });
  expect(status.stdout).toBe('');
});

test('the real CLI finds every migration applied, and its reset leaves only the seed', async () => {
  const list = await supabase('db', 'push', `--remote=${cluster.url()}`, '--dry-run');
  expect(list.stdout + list.stderr).toContain('up to date');
  await supabase('db', 'reset', `--remote=${cluster.url()}`, '--yes');
  const counts = await countRows();
  expect(counts['public.orders']).toBe(0);
  expect(counts['auth.users']).toBe(0);
  expect(counts['public.products']).toBe(2);
});
