import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import type { Answer } from '../support/pty.ts';
import { chain, expectGolden, published, type Replaced } from './golden.ts';
import { type Line, openLine } from './line.ts';
import { agrees } from './sandbox.ts';

let line: Line;
let target: string;
let before: Map<string, Measured>;
beforeAll(async () => {
  line = await openLine();
  target = line.url.replace(/:[^:@/]+@/, '@');
  before = await line.measure();
});
afterAll(() => line?.remove());

const volatile = (): Replaced => [
  [line.project.folder, '<project>'],
  [`:${line.cluster.port}`, ':<port>'],
  [/(backup|reset)_\d{8}[_T]\d{6,9}Z?/g, '$1_<time>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<at>'],
  [/commit [0-9a-f]{7}/g, 'commit <commit>'],
  [/\d+\.\d MB: /g, '<size>: '],
];
/** A person who has not gone through anything. */
const unprepared = (args: readonly string[], answers: readonly Answer[] = agrees) =>
  line.asPerson('supabase', args, answers);
const goThrough = (...answers: readonly Answer[]) =>
  line.asPerson('permahub', ['checklist', 'reset', '--target', target], answers);
const records = () => readdirSync(join(line.backups, 'checklists')).sort();
const squeezed = (screen: string) => screen.replace(/\s+/g, ' ');

// Catches: a staging database emptied by somebody who asked nobody.
test('a staging reset without its checklist is refused after the target was read, and says what to type', async () => {
  const ran = await unprepared(line.reset());
  expect(ran.status).toBe(77);
  await expectGolden(ran.screen, 'checklist-reset-refused', volatile());
  expect(chain(line.backups).at(-1)).toMatchObject({ kind: 'refusal', facts: { command: 'db reset' } });
  expect(published(line.backups)).toEqual({});
  expect(differing(before, await line.measure())).toEqual([]);
});

// Catches: a script that answers for people.
test('in a script nothing is asked, what is open is said, and the status is 1', async () => {
  expect(await line.alone('permahub', ['backup', '--target', target])).toMatchObject({ status: 0 });
  const ran = await line.alone('permahub', ['checklist', 'reset', '--target', target], {}, 'yes\n'.repeat(20));
  expect([ran.status, ran.stdout]).toEqual([1, '']);
  await expectGolden(ran.stderr, 'checklist-reset-script', volatile());
  const json = await line.alone('permahub', ['checklist', 'reset', '--target', target, '--json']);
  expect(json.status).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ schema: 1, checklist: 'reset', complete: false });
  const agent = await line.asPerson('permahub', ['checklist', 'reset', '--target', target], [], { CLAUDECODE: '1' });
  expect([agent.status, squeezed(agent.screen)]).toEqual([
    1,
    expect.stringContaining('an AI agent (CLAUDECODE is set)'),
  ]);
  expect(squeezed((await unprepared(line.reset())).screen)).toContain('is not complete: 5 lines (');
});

test('a person answers line by line; what stays open is asked the next time, and the rest is kept', async () => {
  const some = await goThrough(
    // A nod is no documentation.
    [/reason for reset \(in words\)/, 'yes'],
    [/reason for reset \(in words\)/, 'Start over with clean test data'],
    [/necessary \(yes/, 'yes'],
    [/available \(yes/, 'yes'],
    [/owner \(yes/, 'Marta, by phone'],
    [/applicable\) \(yes/, ''],
  );
  expect([some.status, some.screen]).toEqual([1, expect.stringContaining('✖ Say it in a few words, please.')]);
  const rest = await goThrough([/applicable\) \(yes/, 'yes']);
  expect(rest.status).toBe(0);
  await expectGolden(rest.screen, 'checklist-reset-complete', volatile());
  const record = join(line.backups, 'checklists', records().at(-1) as string);
  expect(statSync(record).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(record, 'utf8')).items[5]).toMatchObject({
    ...{ id: 'owner', words: 'Obtained explicit approval from project owner', state: 'done' },
    ...{ how: 'Marta, by phone', who: 'Marta Lindqvist <marta@harbour.example>', by: 'person' },
  });
  expect(await line.alone('permahub', ['checklist', 'reset', '--target', target, '--json'])).toMatchObject({
    status: 0,
  });
});

// Catches: a gate that stays shut, and a journal that does not say what was applied.
test('then the reset goes on, and the journal says which migrations were applied where', async () => {
  const ran = await unprepared(line.reset());
  expect(ran.status).toBe(0);
  const folder = join(line.project.folder, 'supabase/migrations');
  const sha256 = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  expect(line.last('outcome')?.facts).toMatchObject({
    ...{ status: 0, environment: 'staging', target: `127.0.0.1:${line.cluster.port}/postgres` },
    applied: readdirSync(folder).map((file) => ({ file: `supabase/migrations/${file}`, sha256: sha256(file) })),
  });
  const production = await line.alone('permahub', ['checklist', 'production', '--target', target, '--json']);
  const items = JSON.parse(production.stdout).items as { id: string; state: string; by: string; how: string }[];
  const of = (id: string) => items.find((item) => item.id === id);
  expect(production.status).toBe(1);
  expect(of('tested-staging')).toMatchObject({ state: 'done', how: 'no migration is pending' });
  expect(of('point-in-time')).toMatchObject({ state: 'open', by: 'person' });
});

// Catches: SQL on staging that is in no commit.
test('a push to staging of what is not committed is refused, journalled, and goes through once it is', async () => {
  const file = line.migration('create table public.tags (id int primary key);');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: line.project.folder, encoding: 'utf8' });
  line.write(file, 'create table public.tags (id bigint primary key);');
  const other = file.replace('_change', '_other').replace('/2026', '/2027');
  line.write(other, 'create table public.labels (id int);');
  const ran = await line.alone('supabase', line.push());
  expect(ran.status).toBe(77);
  await expectGolden(ran.stderr, 'uncommitted-staging', volatile());
  expect(chain(line.backups).at(-1)).toMatchObject({ kind: 'refusal', facts: { command: 'db push' } });
  git('add', '-A');
  git('commit', '-qm', 'Tags and labels');
  const again = await line.alone('supabase', line.push());
  expect([again.status, again.status === 0 ? '' : again.stderr]).toEqual([0, '']);
  const applied = line.last('outcome')?.facts.applied as { file: string }[];
  expect(applied.map((one) => one.file)).toEqual([file, other]);
  // Another commit: what was checked before covers it no more.
  expect(squeezed((await unprepared(line.reset())).screen)).toMatch(/is for commit .{7}, and this is commit .{7}\./);
});

// Catches: a change by hand that nobody can find again.
test('a query that changes staging is journalled with its reason and the hash of its SQL', async () => {
  const sql = "update public.shops set name = 'Renamed' where id = 1";
  // The CLI would ask once more.
  const ran = await line.run(['db', 'query', `--remote=${line.url}`, '--yes', sql]);
  expect([ran.status, ran.status === 0 ? '' : ran.screen]).toEqual([0, '']);
  expect(line.last('intent')?.facts).toMatchObject({
    ...{ command: 'db query', environment: 'staging', reason: 'A test of the guarded line' },
    sqlSha256: createHash('sha256').update(sql).digest('hex'),
  });
});
