import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Amount, fillDemoDatabase } from '../demo/database.ts';
import { type Measured, measure } from '../demo/measure.ts';
import { type DemoProject, writeDemoProject } from '../demo/project.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { personal } from '../support/personal.ts';
import { type Answer, confirmation, runInTerminal, type TerminalResult } from '../support/pty.ts';

/** The repository. */
export const root = resolve(import.meta.dirname, '../..');

/** The real CLIs from npm, as the native programs they start. */
export const realClis = {
  '3.1.0': join(root, 'node_modules/supabase-3/dist/supabase.js'),
  '2.122.1': join(root, 'node_modules/supabase-2/dist/supabase.js'),
} as const;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project with a home of its own, and the built guard in front of one real CLI. */
export interface Machine {
  readonly project: DemoProject;
  readonly backups: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs bin/supabase or bin/permahub without a controlling terminal, and with CI variables only where given. */
  readonly alone: (
    command: 'supabase' | 'permahub',
    args: readonly string[],
    env?: NodeJS.ProcessEnv,
    input?: string,
  ) => Promise<Ran>;
  /** Runs it in a pseudo-terminal with somebody who answers. */
  readonly asPerson: (
    command: 'supabase' | 'permahub',
    args: readonly string[],
    answers: readonly Answer[],
    env?: Record<string, string>,
  ) => Promise<TerminalResult>;
  readonly write: (path: string, text: string) => void;
}

/** A demo database and a machine to work on it. */
export interface Sandbox extends Machine {
  readonly cluster: Cluster;
  readonly measure: () => Promise<Map<string, Measured>>;
  readonly remove: () => Promise<void>;
}

/** The answers of somebody who agrees. */
export const agrees: readonly Answer[] = [[/reason/, 'A test of the guarded line'], confirmation];

export async function openSandbox(
  cli: keyof typeof realClis = '3.1.0',
  server: Parameters<typeof startCluster>[0] = {},
  amount: Amount = 'tenth',
): Promise<Sandbox> {
  const cluster = await startCluster(server);
  await fillDemoDatabase(cluster, amount);
  const machine = machineFor(cluster, cli);
  return {
    ...machine,
    cluster,
    measure: () => measure(cluster),
    remove: async () => {
      machine.project.remove();
      await cluster.stop();
    },
  };
}

/** A machine of its own for a database that is there. */
export function machineFor(cluster: Cluster, cli: keyof typeof realClis = '3.1.0'): Machine {
  const project = writeDemoProject(cluster, realClis[cli]);
  const env = {
    HOME: project.home,
    XDG_STATE_HOME: join(project.home, 'state'),
    // Shared, so that the CLI is asked for its version once in a run of the tests.
    XDG_CACHE_HOME: join(process.env.PERMAHUB_TEST_RUN ?? project.home, 'cache'),
    PGPASSWORD: cluster.password,
    NO_COLOR: '1',
    SUPABASE_TELEMETRY_DISABLED: '1',
  };
  const program = (command: string) => join(root, 'bin', command);
  return {
    project,
    env,
    backups: join(project.folder, 'backups/database'),
    alone: (command, args, more = {}, input) =>
      runAlone(program(command), args, project.folder, { ...personal(process.env), ...env, ...more }, input),
    asPerson: (command, args, answers, more = {}) =>
      runInTerminal({
        command: program(command),
        args,
        cwd: project.folder,
        env: { ...env, ...more },
        answers,
        timeoutMs: 180_000,
      }),
    write: (path, text) => writeFileSync(join(project.folder, path), text),
  };
}

function runAlone(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  input?: string,
): Promise<Ran> {
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text));
  child.stdin?.end(input);
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (status) => done({ status, stdout, stderr }));
  });
}
