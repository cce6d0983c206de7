import type { Proven } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import { readOtherDatabases } from '../postgres/databases.ts';
import { readIdentity } from '../postgres/identity.ts';
import { localContainerName } from '../postgres/local-container.ts';
import { findLocalProjects, type LocalProject } from '../postgres/local-projects.ts';
import { readMarker } from '../postgres/marker.ts';
import { assertReadsAll } from '../postgres/reads-all.ts';
import { stackConnection } from '../target/connection.ts';
import { databaseOfStack, stackOf } from '../target/other-stack.ts';
import type { Target } from '../target/types.ts';
import { asMarked } from './environment.ts';
import { type Held, hold, type Other } from './hold.ts';
import { volumesToDelete } from './measure-removal.ts';
import { refuseOther } from './refuse.ts';
import type { Source } from './source.ts';
import type { Task } from './task.ts';

/**
 * Holds every database that goes with the action beside the target's: others in the same volume, and those of every other
 * project where all volumes are deleted. What is no local stack's by its own mark is refused, and what cannot be named in a
 * signed request. They are let go with the target. Failures: refused (77), docker-silent, those of `hold`.
 */
export async function holdOthers(task: Task, held: Held): Promise<void> {
  const { env } = task.place;
  // Asked before the question: an engine that does not answer could not be asked afterwards what is gone.
  held.volumes.push(...(await volumesToDelete(task)));
  const add = async (other: Other) => {
    held.others.push(other);
    await assertLocal(task, other);
  };
  for (const database of await databasesBeside(task, held))
    await add(await besides(task, held.source as Source, database));
  for (const project of await projectsBeside(task, env)) {
    const other = of(task, stackOf(task.target, project.id, project.folder), project.id);
    // Its volumes may hold files alone: then there is no database to be backed up.
    if (!project.hasDatabase) continue;
    const mine = await hold(other);
    await add({ task: other, held: mine });
    for (const database of await databasesBeside(other, mine))
      await add(await besides(other, mine.source as Source, database));
  }
  const [first] = held.others;
  if (first && (task.decision.signed !== null || task.approvedBy === 'signatures'))
    throw await refuseOther(task, whyNotSigned(first.task.target, task.target));
}

/** Why signatures on one request do not do, and how it goes by requests all the same. Pure. */
export function whyNotSigned(other: Target, target: Target): string {
  const request = 'permahub request --reason "…" --';
  const step =
    other.projectId === target.projectId
      ? `\`${request} db query 'drop database "${other.database}"'\``
      : `\`${request} stop --no-backup\` in the folder of ${other.projectId}`;
  return `It would delete ${other.label} too, and a signed request names one database. Back that up, and have it taken away by a request of its own: ${step}. Then request this again`;
}

/** Whether others would be found now than are held. Failure: others-changed (77). */
export async function assertSameOthers(task: Task, held: Held): Promise<void> {
  const projects = await projectsBeside(task, task.place.env);
  const own = await databasesBeside(task, held);
  const now = [
    ...own.map((name) => databaseOfStack(task.target, name).key),
    ...projects.filter(({ hasDatabase }) => hasDatabase).map(({ id }) => stackOf(task.target, id, null).key),
  ];
  const keys = held.others.map(({ task: { target } }) => target.key);
  const fresh = now.filter((key) => !keys.includes(key));
  // Databases of other projects are told by their own project.
  const gone = keys.filter((key) => !now.includes(key) && !now.some((stack) => key.startsWith(`${stack}/`)));
  const what = [...fresh.map((key) => `${key} is new`), ...gone.map((key) => `${key} is gone`)];
  for (const { task: other, held: mine } of held.others) {
    if (other.target.database !== 'postgres') continue;
    const names = await databasesBeside(other, mine);
    const unknown = names.map((name) => databaseOfStack(other.target, name).key).filter((key) => !keys.includes(key));
    what.push(...unknown.map((key) => `${key} is new`));
  }
  const volumes = await volumesToDelete(task);
  what.push(...volumes.filter((name) => !held.volumes.includes(name)).map((name) => `the volume ${name} is new`));
  what.push(...held.volumes.filter((name) => !volumes.includes(name)).map((name) => `the volume ${name} is gone`));
  if (what.length > 0) throw new Failure('others-changed', { what: what.join(', ') });
}

async function databasesBeside({ removes }: Task, { source }: Held): Promise<readonly string[]> {
  return removes === 'none' || !source ? [] : readOtherDatabases(source.session);
}

async function projectsBeside({ removes, target }: Task, env: NodeJS.ProcessEnv): Promise<readonly LocalProject[]> {
  if (removes !== 'all deleted') return [];
  const own = localContainerName(target.projectId ?? '');
  return (await findLocalProjects(env)).filter(({ id }) => localContainerName(id) !== own);
}

/** The same command as if it were about this database: nothing is run on it, so nothing is rehearsed. */
function of(task: Task, target: Target, name: string): Task {
  return {
    ...task,
    target,
    command: `${task.command} ${name}`,
    connection: () => stackConnection(target),
    removes: task.removes === 'replaced' ? 'replaced' : 'deleted',
    sql: null,
    rehearse: null,
  };
}

/** Another database on a server that is held already: its lock is the server's. */
async function besides(task: Task, beside: Source, database: string): Promise<Other> {
  const { env } = task.place;
  const connection = { ...beside.connection, database };
  const session = await connect(connection, { env });
  try {
    const identity = await readIdentity(session, connection);
    const marker = await readMarker(session);
    await assertReadsAll(session);
    const source: Source = { ...beside, connection, session, identity, marker, copy: null, notes: [] };
    const running: Promise<Proven>[] = [];
    const release = async () => {
      await Promise.allSettled(running);
      await session.close();
    };
    const target = databaseOfStack(task.target, database);
    return {
      task: of(task, target, database),
      held: { source, unreachable: null, running, others: [], volumes: [], release },
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function assertLocal(task: Task, { task: { target }, held: { source } }: Other): Promise<void> {
  if (!source) return;
  const { environment } = asMarked(target, source.identity, source.marker);
  if (environment === task.target.environment) return;
  throw await refuseOther(task, `It would delete ${target.label} too, which is ${environment}`);
}
