import { spawnSync } from 'node:child_process';
import { lutimesSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoProject, writeDemoProject } from '../demo/project.ts';
import { personal } from '../support/personal.ts';
import { realClis, root } from './sandbox.ts';

let project: DemoProject;
beforeAll(() => {
  project = writeDemoProject({ host: '127.0.0.1', port: 1 }, realClis['3.1.0']);
  const then = new Date(Date.now() - 3_600_000);
  for (const name of readdirSync(project.folder, { recursive: true, encoding: 'utf8' }))
    lutimesSync(join(project.folder, name), then, then);
  lutimesSync(project.folder, then, then);
});
afterAll(() => project?.remove());

/** What Node itself says it loaded: files of dist, and the packages that are in them or beside them. */
function loaded(args: readonly string[], status: number): { files: string[]; packages: string[] } {
  const coverage = join(project.home, 'coverage');
  rmSync(coverage, { recursive: true, force: true });
  mkdirSync(coverage);
  const env = {
    ...personal(process.env),
    HOME: project.home,
    NODE_ENV: '',
    NODE_V8_COVERAGE: coverage,
    SUPABASE_TELEMETRY_DISABLED: '1',
  };
  // A process that becomes another one writes nothing.
  const stays = '--import=data:text/javascript,process.execve=undefined';
  const ran = spawnSync(process.execPath, [stays, join(root, 'dist/supabase.js'), ...args], {
    cwd: project.folder,
    env,
    encoding: 'utf8',
  });
  expect([args, ran.status]).toEqual([args, status]);
  const [report = ''] = readdirSync(coverage);
  const { result } = JSON.parse(readFileSync(join(coverage, report), 'utf8')) as { result: { url: string }[] };
  const files = result.filter(({ url }) => url.startsWith('file:')).map(({ url }) => fileURLToPath(url));
  const texts = files.flatMap((file) => [
    file,
    ...(readFileSync(file, 'utf8').match(/^\/\/ node_modules\/.*$/gm) ?? []),
  ]);
  const packages = texts.flatMap((text) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(text)?.[1] ?? []);
  return { files: files.map((file) => file.slice(root.length + 1)), packages: [...new Set(packages)].sort() };
}

/** What belongs to a guarded run alone. */
const heavy = ['libpg-query', 'pg', 'listr2', 'prompts', 'execa', 'commander', 'simple-git'];

test('a harmless command that is new here loads what settings are read with, and nothing of a guarded run', () => {
  const { packages } = loaded(['--version'], 0);
  expect(packages.filter((name) => heavy.includes(name))).toEqual([]);
  expect(packages).not.toContain('fs-native-extensions'); // Locks: nothing is written.
  expect(packages).toEqual(expect.arrayContaining(['cosmiconfig', 'zod']));
});

test('a harmless command loads one file and no package once the real CLI is known', () => {
  loaded(['--version'], 0);
  // Nothing listens on the project's port: the real CLI says so.
  expect(loaded(['db', 'push', '--dry-run'], 1)).toEqual({ files: ['dist/supabase.js'], packages: [] });
});

test('a refusal loads no parser, no connection and no questions', () => {
  const { files, packages } = loaded(['db', 'reset'], 77);
  expect(packages.filter((name) => heavy.includes(name))).toEqual([]);
  expect(files.filter((file) => /part-(guard|prepare|rehearse|ask|parser)-/.test(file))).toEqual([]);
});
