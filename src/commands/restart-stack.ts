import { findRealCli } from '../cli/find.ts';
import { runReal } from '../cli/run.ts';
import { Failure } from '../failures.ts';
import { openWhenUp } from '../guard/hold.ts';
import type { Source } from '../guard/source.ts';
import { connectionFor } from '../target/connection.ts';
import type { Target } from '../target/types.ts';
import { thisPlace } from './place.ts';
import type { Project } from './project.ts';

/**
 * Stops and starts the local stack through the real CLI, as the written procedure does before a restore, and opens its
 * database anew. `stop` keeps the volumes. Failures: stack-not-restarted (69), those of finding the CLI and of connecting.
 */
export async function restartStack(project: Project, target: Target): Promise<Source> {
  const { settings, surroundings } = project;
  const place = thisPlace();
  const cli = await findRealCli({ setting: settings.cli, projectFolder: surroundings.projectFolder, ...place });
  for (const command of ['stop', 'start']) {
    const { status, signal } = await runReal(cli, [command], { env: place.env });
    const how = signal ? `signal ${signal}` : `status ${status}`;
    if (status !== 0) throw new Failure('stack-not-restarted', { command, how });
  }
  return openWhenUp({ connection: connectionFor(target, surroundings), target, settings, env: place.env });
}
