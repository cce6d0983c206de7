import { runningContainer } from '../guard/source.ts';
import { connect } from '../postgres/connection.ts';
import { localSuperuser } from '../postgres/local-superuser.ts';
import { connectionFor } from '../target/connection.ts';
import type { Target } from '../target/types.ts';
import { readTripwire } from '../tripwire/read.ts';
import type { Found } from '../tripwire/types.ts';
import { openProject } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

/** The target and what its catalogues say of the tripwire, read as the role a guarded run acts as. Only reads. */
export async function lookAtTripwire(
  argument: string | null,
): Promise<{ readonly target: Target; readonly found: Found }> {
  const { env } = process;
  const project = await openProject(targetFlags(argument));
  const { settings, surroundings } = project;
  const target = namedTarget(project);
  const typed = connectionFor(target, surroundings);
  const container = target.isLocalStack ? await runningContainer({ projectId: target.projectId, settings, env }) : null;
  const session = await connect(container ? await localSuperuser(typed, env) : typed);
  try {
    return { target, found: await readTripwire(session) };
  } finally {
    await session.close();
  }
}
