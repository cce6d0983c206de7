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

/**
 * Stops and starts the local stack through the real CLI, as the written procedure does before a restore, and opens its
 * database anew; where not everything starts, the database alone (`db start`). `stop` keeps the volumes. Failures: stack-not-restarted (69), those of finding the CLI and of connecting.
 */
export async function restartStack(project: Project, target: Target): Promise<Source> {
  const { settings, surroundings } = project;
  const place = thisPlace();
  const cli = await findRealCli({ setting: settings.cli, projectFolder: surroundings.projectFolder, ...place });
  const run = async (...argv: string[]): Promise<string | null> => {
    const { status, signal } = await runReal(cli, argv, { env: place.env });
    return status === 0 ? null : signal ? `signal ${signal}` : `status ${status}`;
  };
  const stopped = await run('stop');
  if (stopped) throw new Failure('stack-not-restarted', { command: 'stop', how: stopped });
  const started = await run('start');
  // A restore needs the database alone: a service that does not come up must not keep it from being restored.
  const alone = started && (await run('db', 'start'));
  if (alone) throw new Failure('stack-not-restarted', { command: 'db start', how: alone });
  if (started) {
    const text = `permahub: \`supabase start\` ended with ${started}: only the database was started. Start the rest yourself afterwards.`;
    printLines([{ text, tone: 'danger' }]);
  }
  return openWhenUp({ connection: connectionFor(target, surroundings), target, settings, env: place.env });
}
