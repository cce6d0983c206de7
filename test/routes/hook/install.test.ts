import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { agents } from '../../../src/routes/hook/agents/all.ts';
import { installedHooks } from '../../../src/routes/hook/installed.ts';
import { expectGolden } from '../../guard/golden.ts';
import { root } from '../../guard/sandbox.ts';

let folder: string;
let home: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-install-'));
  home = mkdtempSync(join(tmpdir(), 'permahub-home-'));
});
afterEach(() => {
  for (const path of [folder, home]) rmSync(path, { recursive: true, force: true });
});

function permahub(...args: string[]): string {
  const env = { PATH: `${join(root, 'bin')}:${process.env.PATH}`, HOME: home };
  const ran = spawnSync(join(root, 'bin/permahub'), ['hook', ...args], { cwd: folder, env, encoding: 'utf8' });
  return `$ permahub hook ${args.join(' ')}\nstatus ${ran.status}\n${ran.stdout}${ran.stderr}`;
}
const replaced = () =>
  [
    [folder, '<project>'],
    [home, '<home>'],
  ] as const;
const write = (name: string, text: string) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const states = async () =>
  Object.fromEntries((await installedHooks({ folder, home })).map((one) => [one.agent, one.state]));

test('is written for the agents that are used, proven, written once, and taken out to the byte', async () => {
  const settings = '{\n  // ours\n  "permissions": { "allow": ["Bash(ls:*)"] }\n}\n';
  write('.claude/settings.json', settings);
  mkdirSync(join(folder, '.cursor'));
  const said = [
    permahub('install', '--dry-run'),
    permahub('install'),
    permahub('install'),
    readFileSync(join(folder, '.claude/settings.json'), 'utf8'),
    readFileSync(join(folder, '.cursor/hooks.json'), 'utf8'),
    permahub('remove', '--dry-run'),
    permahub('remove'),
    permahub('remove'),
  ];
  await expectGolden(said.join('\n'), 'hook-install', replaced());
  expect(readFileSync(join(folder, '.claude/settings.json'), 'utf8')).toBe(settings);
  expect(existsSync(join(folder, '.cursor/hooks.json'))).toBe(false);
});

test('for machines it says what becomes of each file, nothing that is in it, and whether the hook denied a probe', async () => {
  write('.claude/settings.json', '{\n  "env": { "TOKEN": "s3cret" }\n}\n');
  const said = [
    permahub('install', '--json', '--dry-run'),
    permahub('install', '--json'),
    permahub('install', '--json'),
    permahub('remove', '--json'),
    permahub('remove', '--json'),
  ];
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync('/bin/false', join(folder, 'node_modules/.bin/permahub'));
  said.push(permahub('install', '--json', '--agent', 'windsurf'));
  await expectGolden(said.join('\n'), 'hook-install-json', replaced());
});

test('every agent by name: its whole file, and the proof', async () => {
  const said = agents.flatMap(({ name, file }) => [
    permahub('install', '--agent', name),
    `--- ${file}\n${readFileSync(join(folder, file), 'utf8')}`,
  ]);
  await expectGolden(said.join('\n'), 'hook-install-all', replaced());
  process.env.PATH = `${join(root, 'bin')}:${process.env.PATH}`;
  expect(await states()).toEqual(Object.fromEntries(agents.map(({ title }) => [title, 'guarded'])));
});

test('in the home folder it is for every project', async () => {
  mkdirSync(join(home, '.claude'));
  expect(await states()).toMatchObject({ 'Claude Code': 'open', Cursor: 'absent' });
  permahub('install', '--user', '--agent', 'claude');
  process.env.PATH = `${join(root, 'bin')}:${process.env.PATH}`;
  expect(await states()).toMatchObject({ 'Claude Code': 'guarded' });
  permahub('remove', '--user');
  expect(existsSync(join(home, '.claude/settings.json'))).toBe(false);
});

test('what cannot be done is said: no agent, settings that are no JSON, a permahub that is not there', async () => {
  const none = permahub('install');
  write('.gemini/settings.json', '{ "a": ');
  const unreadable = permahub('install');
  expect(readFileSync(join(folder, '.gemini/settings.json'), 'utf8')).toBe('{ "a": ');
  rmSync(join(folder, '.gemini'), { recursive: true });
  // A permahub of the project that does not start.
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync('/bin/false', join(folder, 'node_modules/.bin/permahub'));
  const broken = permahub('install', '--agent', 'windsurf');
  await expectGolden([none, unreadable, broken].join('\n'), 'hook-install-not', replaced());
  const [windsurf] = (await installedHooks({ folder, home })).filter(({ agent }) => agent === 'Windsurf');
  expect(windsurf).toMatchObject({ state: 'open', file: join(folder, '.windsurf/hooks.json') });
});
