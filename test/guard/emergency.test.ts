import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runbooks } from '../../src/recovery/runbooks.ts';
import { expectGolden, type Replaced } from './golden.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

let box: Sandbox;
const contacts = { 'Database issues': 'Dan, day and night', 'Backup issues': 'Berta' };
beforeAll(async () => {
  box = await openSandbox();
  commitSettings(box, { ...teamSettings, contacts });
});
afterAll(() => box?.remove());

const alone = (...args: string[]) => box.alone('permahub', args);
const volatile = (): Replaced => [
  [box.project.folder, '<project>'],
  [`:${box.cluster.port}`, ':<port>'],
];

describe.each(Object.keys(runbooks))('permahub emergency %s', (kind) => {
  test('in a script prints the steps and the commands to type, and does none of them: 77', async () => {
    const ran = await alone('emergency', kind, '--target', box.cluster.url());
    expect(ran.status).toBe(77);
    await expectGolden(ran.stderr, `emergency-${kind}-script`, volatile());
    const wide = ran.stderr.split('\n').filter((line) => line.length > 80);
    expect(wide.filter((line) => !/postgresql:\/\/|^permahub: Only a person/.test(line))).toEqual([]);
    expect(ran.stderr).not.toContain(box.cluster.password);
    expect(existsSync(join(box.backups, 'incidents'))).toBe(false);
  });
});

test('the steps are those of the written procedure, word for word and in its order', () => {
  const text = readFileSync(join(import.meta.dirname, '../recovery/procedure.md'), 'utf8');
  const written = Object.fromEntries(
    text
      .split(/^### /m)
      .slice(1)
      .map((part) => [
        part.slice(0, part.indexOf('\n')),
        [...part.matchAll(/^\d+\. (.*)$/gm)].map((match) => match[1]?.replaceAll('**', '')),
      ]),
  );
  const ours = ['Allow writes again'];
  for (const { title, steps } of Object.values(runbooks))
    expect(steps.map(({ words }) => words).filter((words) => !ours.includes(words))).toEqual(written[title]);
  expect(Object.keys(written)).toHaveLength(3);
});

test('another kind is a usage error: 64', async () => {
  const ran = await alone('emergency', 'fire');
  expect([ran.status, ran.stderr]).toEqual([
    64,
    'permahub: "fire" is no emergency: corruption, deletion, migration.\n  See `permahub emergency --help`.\n',
  ]);
});

test('a failing restore or verify ends with whom to ask; a usage error and other verbs do not', async () => {
  const line = '  Whom to ask: Database issues: Dan, day and night; Backup issues: Berta\n';
  for (const verb of ['restore', 'verify']) {
    const ran = await alone(verb, 'backup_20200101_000000');
    expect(ran.status).toBe(69);
    expect(ran.stderr.endsWith(line)).toBe(true);
  }
  expect((await alone('verify', '--bogus')).stderr).not.toContain('Whom to ask');
  expect((await alone('lint', 'nowhere.sql')).stderr).not.toContain('Whom to ask');
  commitSettings(box, teamSettings);
  expect((await alone('verify', 'backup_20200101_000000')).stderr).not.toContain('Whom to ask');
});
