import type { Proven } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { lockTarget } from '../postgres/advisory-lock.ts';
import { findLocalContainer } from '../postgres/local-container.ts';
import { lockMachine } from '../postgres/machine-lock.ts';
import { openLeftWindow } from './left-window.ts';
import { openSource, type Source, type Wanted } from './source.ts';
import type { Task } from './task.ts';

/** The target, held by this guard alone, and connected where it can be. */
export interface Held {
  /** Null when the local stack's database cannot be reached: then salvage decides what can still be kept. */
  readonly source: Source | null;
  /** Why there is no source. */
  readonly unreachable: Failure | null;
  /** Backups under way: they end before anything is let go. */
  readonly running: Promise<Proven>[];
  /** Databases that go with the action beside the target's, see `holdOthers`. */
  readonly others: Other[];
  /** Names of the volumes that go for good, see `holdOthers`. */
  readonly volumes: string[];
  /** Lets go of everything; safe to call twice. Failure: container-left, when the rest is let go. */
  readonly release: () => Promise<void>;
}

/** One of those databases: held, and backed up as if it were the target of the same command. */
export interface Other {
  readonly task: Task;
  readonly held: Held;
}

/**
 * Takes the lock (of this machine, and in a remote database across machines) and connects. Failures: held-by-another-guard
 * (75), and those of connecting, except for a local stack that does not answer.
 */
export async function hold(task: Task): Promise<Held> {
  const { target, settings, place } = task;
  const lock = lockMachine(target.key, { env: place.env, command: task.shown });
  let source: Source | null = null;
  const running: Promise<Proven>[] = [];
  const beside = { others: [] as Other[], volumes: [] as string[] };
  // A command that never reaches the database is not connected to it.
  if (!task.decision.needs.includes('backup') && !task.leavesData)
    return { source, unreachable: null, running, ...beside, release: async () => lock.release() };
  const release = async () => {
    await Promise.allSettled(running);
    const ends = beside.others.map(({ held }) => held.release);
    // A copy that does not go keeps nothing else held.
    const ended: PromiseSettledResult<unknown>[] = [];
    for (const end of [...ends, async () => source?.session.close(), async () => source?.copy?.remove()])
      ended.push(...(await Promise.allSettled([end()])));
    lock.release();
    const left = ended.find((one) => one.status === 'rejected');
    if (left) throw left.reason;
  };
  try {
    const overwritten = task.removes === 'none' && task.classification.kind === 'recovery';
    const removes = overwritten ? 'overwritten' : task.removes;
    const { leavesData } = task;
    source = await openWhenUp({ connection: task.connection(), target, settings, env: place.env, removes, leavesData });
    // A local reset replaces the database and the lock in it: there the machine's lock is the one that counts.
    if (!target.isLocalStack) await lockTarget(source.session, target.key);
    // What is said to a copy changes nothing.
    if (!source.copy) await openLeftWindow({ source, target, env: place.env, locked: true });
    return { source, unreachable: null, running, ...beside, release };
  } catch (error) {
    if (salvageable(task, error)) return { source: null, unreachable: error, running, ...beside, release };
    await release();
    throw error;
  }
}

const unanswered: ReadonlySet<string> = new Set(['target-unreachable', 'volume-not-started', 'stack-nothing']);

/** A local stack that does not answer can still be salvaged, unless the database itself is what is acted on. */
function salvageable({ target, leavesData }: Task, error: unknown): error is Failure {
  return target.isLocalStack && !leavesData && error instanceof Failure && unanswered.has(error.code);
}

/** Milliseconds a local server that is only starting, or recovering, is waited for. */
const patience = 15_000;

/** Opens the source; a local stack whose container runs gets time to answer, because salvage is worse than a backup. */
export async function openWhenUp(of: Wanted): Promise<Source> {
  for (const since = performance.now(); ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    try {
      return await openSource(of);
    } catch (error) {
      const starting =
        of.target.isLocalStack && error instanceof Failure && error.code === 'target-unreachable' && (await isUp(of));
      if (!starting || performance.now() - since > patience) throw error;
    }
  }
}

async function isUp({ target, env }: Wanted): Promise<boolean> {
  if (target.projectId === null) return false;
  const state = await findLocalContainer(target.projectId, env);
  return state.kind === 'found' && state.container.running;
}
