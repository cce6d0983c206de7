import { findRealCli } from '../cli/find.ts';
import { runReal } from '../cli/run.ts';
import { Failure } from '../failures.ts';
import { openWhenUp } from '../guard/hold.ts';
import type { Source } from '../guard/source.ts';
import { connectionFor } from '../target/connection.ts';
import type { Target } from '../target/types.ts';
import { printLines } from '../terminal/style.ts';
import { thisPlace } from './place.ts';
import type { Project } from './project.ts';
import type { StackMaker } from './put-back.ts';
import { mustReachInNewStack } from './reach-folder.ts';

/**
 * Stops and starts the local stack through the real CLI, as the written procedure does before a restore, and opens its
 * database anew; where not everything starts, the database alone (`db start`). `stop` keeps the volumes. Failures: stack-not-restarted (69), those of finding the CLI and of connecting.
 */
async function restartStack(project: Project, target: Target): Promise<Source> {
  const run = await realCli(project);
  const stopped = await run('stop');
  if (stopped) throw new Failure('stack-not-restarted', { command: 'stop', how: stopped });
  return start(run, project, target);
}

/** Starts the local stack whose volume is gone, and opens its new database. Failures as above. */
async function startStack(project: Project, target: Target): Promise<Source> {
  printLines([
    { text: 'permahub: the local stack does not run: starting it through the Supabase CLI.', tone: 'title' },
  ]);
  return start(await realCli(project), project, target);
}

/** What makes the local stack run for a restore; null for any other target. `restart`: even where it runs already. */
export function stackMaker(project: Project, target: Target, restart: boolean): StackMaker | null {
  if (!target.isLocalStack) return null;
  return {
    always: restart,
    fits: (backup) => mustReachInNewStack(project, backup),
    make: () => (restart ? restartStack(project, target) : startStack(project, target)),
  };
}

/** Runs one command; gives how it failed, null when it did not. */
type Run = (...argv: string[]) => Promise<string | null>;

async function realCli({ settings, surroundings }: Project): Promise<Run> {
  const place = thisPlace();
  const cli = await findRealCli({ setting: settings.cli, projectFolder: surroundings.projectFolder, ...place });
  return async (...argv) => {
    const { status, signal } = await runReal(cli, argv, { env: place.env });
    return status === 0 ? null : signal ? `signal ${signal}` : `status ${status}`;
  };
}

async function start(run: Run, { settings, surroundings }: Project, target: Target): Promise<Source> {
  const started = await run('start');
  // A restore needs the database alone: a service that does not come up must not keep it from being restored.
  const alone = started && (await run('db', 'start'));
  if (alone) throw new Failure('stack-not-restarted', { command: 'db start', how: alone });
  if (started) {
    const text = `permahub: \`supabase start\` ended with ${started}: only the database was started. Start the rest yourself afterwards.`;
    printLines([{ text, tone: 'danger' }]);
  }
  return openWhenUp({ connection: connectionFor(target, surroundings), target, settings, env: thisPlace().env });
}
