import type { Approval } from '../approval/types.ts';
import { wayBack } from '../approval/way-back.ts';
import { connect } from '../postgres/connection.ts';
import { readOtherDatabases } from '../postgres/databases.ts';
import { findLocalContainer, localContainerName } from '../postgres/local-container.ts';
import { findLocalProjects } from '../postgres/local-projects.ts';
import type { Connection } from '../postgres/types.ts';
import type { Removed } from '../terminal/removed.ts';
import type { Source } from './source.ts';
import type { Task } from './task.ts';

/** Names of the volumes that are to be deleted; none where one is only replaced. Failure: docker-silent. */
export async function volumesToDelete({ removes, target, place }: Task): Promise<readonly string[]> {
  if (removes !== 'deleted' && removes !== 'all deleted') return [];
  const own = localContainerName(target.projectId ?? '');
  const projects = await findLocalProjects(place.env);
  return projects
    .filter(({ id }) => removes === 'all deleted' || localContainerName(id) === own)
    .flatMap(({ volumes }) => volumes);
}

/** What went, measured: volumes by the engine, databases in a new volume by its server. Null where no volume goes. */
export async function measureRemoval(of: {
  readonly task: Task;
  readonly source: Source | null;
  readonly approval: Approval;
  /** From `volumesToDelete`, before. */
  readonly before: readonly string[];
}): Promise<Removed | null> {
  const { task, source, approval, before } = of;
  if (task.removes === 'none') return null;
  const backs = approval.others.map((other) => ({ label: other.target.label, back: wayBack(other) }));
  try {
    if (task.removes === 'replaced') {
      const now = await databasesNow(task, source);
      const gone = approval.others
        .filter(({ target }) => !now.includes(target.database ?? ''))
        .map(({ target }) => target.label);
      return { gone: [], left: [], others: backs.filter(({ label }) => gone.includes(label)), why: null };
    }
    const now = (await findLocalProjects(task.place.env)).flatMap(({ volumes }) => volumes);
    const gone = before.filter((name) => !now.includes(name));
    return { gone, left: before.filter((name) => now.includes(name)), others: gone.length > 0 ? backs : [], why: null };
  } catch (error) {
    return { gone: [], left: [], others: backs, why: (error as Error).message };
  }
}

async function databasesNow(task: Task, source: Source | null): Promise<readonly string[]> {
  const connection = source && (await connectionNow(task, source));
  if (!connection) throw new Error('no container of the local stack runs');
  const session = await connect(connection);
  try {
    return await readOtherDatabases(session);
  } finally {
    await session.close();
  }
}

/** Where the database answers after the action: a reset or a start publishes what the settings say now. Null where nothing runs. */
export async function connectionNow(
  { removes, target, place }: Pick<Task, 'removes' | 'target' | 'place'>,
  source: Source,
): Promise<Connection | null> {
  if (removes === 'none' && !source.copy) return source.connection;
  const state = await findLocalContainer(target.projectId ?? '', place.env);
  const container = state.kind === 'found' && state.container.running ? state.container : null;
  const [port] = container?.ports ?? [];
  return port === undefined ? null : { ...source.connection, host: target.host ?? '127.0.0.1', port };
}
