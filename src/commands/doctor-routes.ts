import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { examine } from '../cli/examine.ts';
import { environmentOf } from '../routes/doctor/environments.ts';
import { judge } from '../routes/doctor/judge.ts';
import { routesOf } from '../routes/doctor/routes.ts';
import { runProbe } from '../routes/doctor/run-probe.ts';
import type { Probe, Route } from '../routes/doctor/types.ts';
import { accountOf, readMachine, readProject } from '../routes/install/facts.ts';
import { changes, planMachine } from '../routes/install/plan.ts';
import { shellsHere } from '../routes/install/rc-files.ts';
import type { Node, Shell } from '../routes/install/types.ts';
import { isStarter } from '../routes/install/wrapper.ts';
import type { Report } from '../terminal/progress-words.ts';

/** Seconds a probe has; an rc file that waits longer is as good as wedged. */
const patience = 30;
/** Probes at once. */
const lanes = 3;

const programs = ['bash', 'zsh', 'fish', 'sh', 'npm', 'npx', 'pnpm', 'yarn', 'bunx', 'make', 'git'];

/** Sends a probe through every route, for real. Writes nothing but a hook in a temporary folder of its own. */
export async function probeRoutes(of: {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly isRepository: boolean;
  readonly report: (now: Report) => void;
}): Promise<readonly Route[]> {
  const { cwd, env } = of;
  const account = accountOf(env);
  const hooks = mkdtempSync(join(realpathSync(tmpdir()), 'permahub-probe-'));
  try {
    writeFileSync(join(hooks, 'permahub-probe'), '#!/bin/sh\nexec supabase --version\n', { mode: 0o700 });
    const nonce = randomBytes(12).toString('hex');
    const guards = await guardFolders(env);
    const project = readProject(cwd);
    const all = routesOf({
      programs: new Set(programs.filter((program) => isOnPath(program, env))),
      shells: shellsHere(account, existsSync),
      isProject: project !== null,
      ...{ isRepository: of.isRepository, hooks },
    });
    const probes = all.filter((one): one is Probe => 'program' in one);
    const ran = new Map<string, Awaited<ReturnType<typeof runProbe>>>();
    const waiting = [...probes];
    const lane = async () => {
      for (let probe = waiting.shift(); probe !== undefined; probe = waiting.shift()) {
        const { program, args, input, start } = probe;
        of.report({ done: ran.size, total: probes.length, unit: 'routes', words: probe.route });
        const environment = environmentOf(start, { env, guards, nonce });
        ran.set(probe.route, await runProbe({ program, args, input, cwd, patience, env: environment }));
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    of.report({ done: probes.length, words: '' });
    const known = {
      ...{ nonce, patience, folder: account.folder },
      project: project && { command: standing(project.command.node), manager: project.manager },
      isOverridden: await isGuard(env.SUPABASE_CLI_BINARY_OVERRIDE),
    };
    const judged = (probe: Probe, isNewTerminalGuarded: boolean) =>
      judge(probe, ran.get(probe.route)!, { ...known, isNewTerminalGuarded, isSetUp: isSetUp(probe.shell) });
    const shells = probes.filter(({ shell }) => shell !== undefined).map((probe) => judged(probe, false));
    const states = shells.map(({ state }) => state);
    const isNewTerminalGuarded = states.includes('guarded') && !states.includes('open');
    return all.map((one) =>
      'program' in one
        ? judged(one, isNewTerminalGuarded)
        : { route: one.route, state: 'absent', detail: one.why, mend: null },
    );
  } finally {
    rmSync(hooks, { recursive: true, force: true });
  }

  /** Whether install would change nothing in this shell's files. */
  function isSetUp(shell: Shell | undefined): boolean {
    if (shell === undefined) return false;
    const { facts } = readMachine(account, [shell]);
    const files = new Set(facts.rcFiles.map(({ path }) => path));
    const plan = planMachine(facts, { supabase: '', permahub: '' });
    return changes(plan).every(({ path }) => !files.has(path));
  }
}

/** What stands at a project's command. */
function standing(node: Node): 'guard' | 'other' | 'absent' {
  if (node.kind === 'absent') return 'absent';
  return isStarter(node) ? 'guard' : 'other';
}

/** Folders of PATH whose `supabase` is the guard. */
async function guardFolders(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const folders = [...new Set((env.PATH ?? '').split(delimiter))].filter((folder) => folder.startsWith('/'));
  const own = await Promise.all(folders.map((folder) => isGuard(join(folder, 'supabase'))));
  return folders.filter((folder, at) => own[at] && !folder.endsWith('/node_modules/.bin'));
}

async function isGuard(path: string | undefined): Promise<boolean> {
  if (!path) return false;
  const found = await examine(path, []);
  return 'why' in found && found.why === 'permahub itself';
}

function isOnPath(program: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      const path = join(folder, program);
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}
