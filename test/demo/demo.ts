import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPresence } from '../../src/approval/presence.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { type Answer, confirmation, runInTerminal } from '../support/pty.ts';
import { fillDemoDatabase } from './database.ts';
import { differing, type Measured, measure, measuredWords } from './measure.ts';
import { type DemoProject, writeDemoProject } from './project.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const realCli = join(root, 'node_modules/supabase-3/dist/supabase.js');

interface Stage {
  readonly cluster: Cluster;
  readonly project: DemoProject;
  readonly env: Readonly<Record<string, string>>;
  /** A person sits at this terminal; else the demo plays one. */
  readonly personHere: boolean;
}

process.exitCode = await demo();

async function demo(): Promise<number> {
  say('A throwaway PostgreSQL server with a shop in it, a Supabase project, and the real Supabase CLI 3.1.0.');
  const cluster = await startCluster();
  let project: DemoProject | null = null;
  const stop = () => {
    project?.remove();
    void cluster.stop().then(() => process.exit(130));
  };
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.once(signal, stop);
  try {
    await fillDemoDatabase(cluster);
    project = writeDemoProject(cluster, realCli);
    return await play({ cluster, project, env: environment(project, cluster), personHere: isPersonHere() });
  } finally {
    project?.remove();
    await cluster.stop();
    say('Cleaned up: the server, the project and every backup of the demo are gone.');
  }
}

async function play(stage: Stage): Promise<number> {
  const { cluster, project } = stage;
  const reset = ['db', 'reset', `--remote=${cluster.url()}`];
  const before = await measure(cluster);
  say(`The database holds ${measuredWords(before)}.`);

  title('1. A script without a terminal runs `supabase db reset`');
  const refused = await runAlone('supabase', reset, stage);
  check('refused with status 77', refused === 77);
  check(
    `the database still holds ${measuredWords(before)}, every checksum the same`,
    same(before, await measure(cluster)),
  );

  title('2. A person goes through the checklist of the written procedure, then runs the same command');
  await announce(stage);
  // Its password comes by PGPASSWORD.
  const target = ['--target', cluster.url().replace(/:[^:@/]+@/, '@')];
  check('a proven backup was made, status 0', (await runAsPerson('permahub', ['backup', ...target], stage, [])) === 0);
  const listed = await runAsPerson('permahub', ['checklist', 'reset', ...target], stage, [
    [/Documented reason for reset \(/, 'Start over with clean test data'],
    [/absolutely necessary \(/, 'yes'],
    [/No alternative solution available \(/, 'yes'],
    [/approval from project owner \(/, 'yes, Marta owns it'],
    [/\(if applicable\) \(/, 'yes, in the team channel'],
  ]);
  check('every line of the checklist is done, status 0', listed === 0);
  const answered = await runAsPerson('supabase', reset, stage, [
    [/reason/, 'Start over with clean test data'],
    confirmation,
  ]);
  check('the real reset ran, status 0', answered === 0);
  const after = await measure(cluster);
  check(`the database was really reset: ${measuredWords(after)}`, !same(before, after));

  title('3. `permahub undo`');
  const undone = await runAsPerson('permahub', ['undo'], stage, [
    [/reason/, 'That was the wrong database'],
    confirmation,
  ]);
  check('undone, status 0', undone === 0);
  const back = await measure(cluster);
  const different = differing(before, back);
  check(`every row is back: ${measuredWords(back)}, every checksum as before`, different.length === 0);
  if (different.length > 0) say(`Different: ${different.join(', ')}`);
  // Last, so that its words are never taken for a question's.
  say('backups/database/reset_log.txt says:');
  process.stdout.write(
    readFileSync(join(project.folder, 'backups/database/reset_log.txt'), 'utf8')
      .replaceAll(/^/gm, '    ')
      .trimEnd()
      .concat('\n'),
  );
  return failed ? 1 : 0;
}

let failed = false;

function check(words: string, holds: boolean): void {
  failed ||= !holds;
  process.stdout.write(`${holds ? '  ✔ measured:' : '  ✖ NOT SO:'} ${words}\n`);
}

function same(before: ReadonlyMap<string, Measured>, now: ReadonlyMap<string, Measured>): boolean {
  return differing(before, now).length === 0;
}

function environment(project: DemoProject, cluster: Cluster): Record<string, string> {
  const { PATH = '' } = process.env;
  return {
    HOME: project.home,
    XDG_STATE_HOME: join(project.home, 'state'),
    XDG_CACHE_HOME: join(project.home, 'cache'),
    PATH: `${join(root, 'bin')}:${PATH}`,
    PGPASSWORD: cluster.password,
  };
}

/** Without a controlling terminal, as cron, CI or an agent would. */
function runAlone(command: string, args: readonly string[], stage: Stage): Promise<number | null> {
  shown(command, args);
  const child = spawn(join(root, 'bin', command), args, {
    cwd: stage.project.folder,
    env: { ...process.env, ...stage.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  return new Promise((done, reject) => child.once('error', reject).once('close', done));
}

async function runAsPerson(
  command: string,
  args: readonly string[],
  stage: Stage,
  answers: readonly Answer[],
): Promise<number | null> {
  shown(command, args);
  const program = join(root, 'bin', command);
  const { folder: cwd } = stage.project;
  if (!stage.personHere) {
    // A pipe or a log has no use for a spinner's redrawing.
    const live = process.stdout.isTTY === true;
    const onOutput = live ? { onOutput: (text: string) => void process.stdout.write(text) } : {};
    const played = await runInTerminal({
      command: program,
      args,
      cwd,
      env: stage.env,
      answers,
      timeoutMs: 180_000,
      ...onOutput,
    });
    if (!live) process.stdout.write(played.screen);
    return played.status;
  }
  const child = spawn(program, args, { cwd, env: { ...process.env, ...stage.env }, stdio: 'inherit' });
  return new Promise((done, reject) => child.once('error', reject).once('close', done));
}

function isPersonHere(): boolean {
  return (
    process.stdout.isTTY === true && readPresence({ env: process.env, devTty: '/dev/tty', devin: '/opt/.devin' }).canAsk
  );
}

async function announce({ personHere }: Stage): Promise<void> {
  say(
    personHere
      ? 'Your turn: read the screen and answer it.'
      : 'No person is at this terminal, so the demo plays one through a pseudo-terminal, on its own throwaway database only.',
  );
}

function shown(command: string, args: readonly string[]): void {
  process.stdout.write(`\n$ ${[command, ...args.map((arg) => arg.replace(/:[^:@/]+@/, ':***@'))].join(' ')}\n`);
}

function title(words: string): void {
  process.stdout.write(`\n=== ${words}\n`);
}

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}
