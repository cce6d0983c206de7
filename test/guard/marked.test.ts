import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bin15 } from '../support/cluster.ts';
import { confirmation } from '../support/pty.ts';
import { chain, expectGolden, type Replaced } from './golden.ts';
import { openSandbox, realClis, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

// One database, named staging by the settings and marked production in itself.
let box: Sandbox;
let target: string;
const withoutPassword = (url: string) => url.replace(/:[^:@/]+@/, '@');
beforeAll(async () => {
  box = await openSandbox('3.1.0', { password: 'postgres' }); // The local stack's own.
  target = withoutPassword(box.cluster.url());
  commitSettings(box, teamSettings);
});
afterAll(() => box?.remove());

const volatile = (): Replaced => [
  [box.project.folder, '<project>'],
  [`:${box.cluster.port}`, ':<port>'],
  [/Type ".+ [a-z0-9]{4}" to confirm.*/g, 'Type "<label> <code>" to confirm'],
];
const mark = (as: string) => box.asPerson('permahub', ['mark', as, '--target', target], [confirmation]);
const show = async (database: string) =>
  JSON.parse(
    (await box.alone('permahub', ['mark', 'show', '--json', '--target', withoutPassword(box.cluster.url(database))]))
      .stdout,
  );
const comment = async () =>
  (
    await box.cluster.query(
      "select shobj_description(oid, 'pg_database') as c from pg_database where datname = 'postgres'",
    )
  )[0]?.c as string;
const newest = () => chain(box.backups).at(-1);
const rows = async () => (await box.cluster.query('select count(*)::int as n from public.reviews'))[0]?.n;

test('a script marks nothing: 77', async () => {
  const ran = await box.alone('permahub', ['mark', 'production', '--target', target]);
  expect(ran.status).toBe(77);
  await expectGolden(ran.stderr, 'mark-production-script', volatile());
  expect(await comment()).toBe('default administrative connection database');
});

test('a person marks it, confirmed with the typed text, journalled before and after', async () => {
  const ran = await mark('production');
  expect(ran.status).toBe(0);
  await expectGolden(ran.screen, 'mark-production', volatile());
  expect(await comment()).toMatch(
    /^default administrative connection database \[permahub\.environment production \d+ \d+\]$/,
  );
  const [intent, outcome] = chain(box.backups).slice(-2);
  expect(intent).toMatchObject({ kind: 'intent', facts: { command: 'mark production', environment: 'staging' } });
  expect(intent?.text).toMatch(/^Mark production reason: confirmed without a reason\n/);
  expect(outcome).toMatchObject({ kind: 'outcome', run: intent?.run, facts: { status: 0, changed: false } });
  expect(await show('postgres')).toMatchObject({
    target: { environment: 'staging' },
    marker: { environment: 'production', copied: false, fault: null },
    environment: 'production',
  });
});

test('then a reset is refused once the database said what it is, a person at the terminal or not', async () => {
  const ran = await box.asPerson('supabase', ['db', 'reset', `--remote=${box.cluster.url()}`], []);
  expect(ran.status).toBe(77);
  await expectGolden(ran.screen, 'marked-reset', volatile());
  expect(newest()).toMatchObject({
    kind: 'refusal',
    facts: { command: 'db reset', environment: 'production', why: 'A production database is never reset.' },
  });
  expect(await rows()).toBe(400);
});

test('and so is a push that destroys, which staging would have let the owner do', async () => {
  box.write('supabase/migrations/20990101000000_drop.sql', 'drop table public.reviews;');
  const ran = await box.asPerson('supabase', ['db', 'push', `--remote=${box.cluster.url()}`], []);
  expect(ran.status).toBe(77);
  await expectGolden(ran.screen, 'marked-push', volatile());
  expect(await rows()).toBe(400);
});

test.each(['staging', 'remove'])('mark %s does not make it laxer without the signature of the owner', async (as) => {
  const before = await comment();
  const ran = await mark(as);
  expect(ran.status).toBe(77);
  await expectGolden(ran.screen, `mark-${as}-refused`, volatile());
  expect(await comment()).toBe(before);
});

test('a backup restored elsewhere is not production, and a carried marker is said to be a copy', async () => {
  const { backup } = JSON.parse((await box.alone('permahub', ['backup', '--target', target, '--json'])).stdout);
  await box.cluster.query('create database elsewhere');
  const args = ['--no-owner', '-d', box.cluster.url('elsewhere'), join(box.backups, `${backup}_custom.dump`)];
  execFileSync(join(bin15, 'pg_restore'), args, { stdio: 'pipe' });
  expect(await box.cluster.query('select count(*)::int as n from public.reviews', 'elsewhere')).toEqual([{ n: 400 }]);
  expect(await show('elsewhere')).toMatchObject({ marker: null, environment: 'staging' });

  await box.cluster.query(`comment on database elsewhere is '${await comment()}'`);
  expect(await show('elsewhere')).toMatchObject({
    marker: { environment: 'production', copied: true },
    environment: 'staging',
  });
  const words = await box.alone('permahub', [
    'mark',
    'show',
    '--target',
    withoutPassword(box.cluster.url('elsewhere')),
  ]);
  await expectGolden(words.stdout, 'mark-show-copy', volatile());
});

test('behind the port of the local stack, like through a tunnel, it is production still; a damaged mark is, too', async () => {
  const file = join(box.project.folder, 'supabase/config.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('port = 54322', `port = ${box.cluster.port}`));
  commitSettings(box, { cli: realClis['3.1.0'] });
  const reset = () => box.asPerson('supabase', ['db', 'reset'], []);
  const sound = await comment();
  for (const text of [sound, sound.replace(']', '')]) {
    await box.cluster.query(`comment on database postgres is '${text}'`);
    const ran = await reset();
    expect(ran.status).toBe(77);
    expect(ran.screen).toContain('A production database is never reset.');
    expect(newest()).toMatchObject({ kind: 'refusal', facts: { label: 'local', environment: 'production' } });
  }
  const words = await box.alone('permahub', ['mark', 'show']);
  await expectGolden(words.stdout, 'mark-show-damaged', volatile());
});
