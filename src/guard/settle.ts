import { type ClosedWindow, closeWindow } from '../action/close-window.ts';
import { changedPaths, type Fingerprint } from '../action/fingerprint.ts';
import { windowKeeper } from '../action/window-record.ts';
import type { Approval } from '../approval/types.ts';
import { Failure } from '../failures.ts';
import type { GuardLog } from '../journal/guard-log.ts';
import { readFreshness } from '../postgres/freshness.ts';
import { readIdentity } from '../postgres/identity.ts';
import type { TableCount } from '../postgres/row-counts.ts';
import { sameState } from '../postgres/same-state.ts';
import type { Facts } from '../postgres/types.ts';
import { exceeds } from '../rehearsal/exceeds.ts';
import { printLines } from '../terminal/style.ts';
import type { Proof } from '../verification/types.ts';
import { approve } from './approve.ts';
import { readExactly } from './exactly.ts';
import { grown } from './grown.ts';
import type { Held } from './hold.ts';
import { assertSameOthers } from './others.ts';
import { filesJudged, filesNow } from './pinned.ts';
import { type Prepared, prepare } from './prepare.ts';
import { refuseAtTarget } from './refuse.ts';
import type { Source } from './source.ts';
import type { Task } from './task.ts';

/** Everything is proven, approved and unchanged: the action may be journalled and done. */
export interface Ready {
  /** As it was read last. */
  readonly task: Task;
  readonly approval: Approval;
  readonly proof: Proof;
  /** Name of the backup, null when there is none. */
  readonly backup: string | null;
  /** Null where the database could only be salvaged: nobody counted. */
  readonly tables: readonly TableCount[] | null;
  /** Everything that decides what the action does, as it was judged and still is. */
  readonly files: Fingerprint;
  /** Writes are stopped until the action is over. */
  readonly window: ClosedWindow | null;
}

interface Settling {
  readonly task: Task;
  readonly held: Held;
  readonly log: GuardLog;
  readonly prepared: Prepared;
  readonly approval: Approval;
  readonly before: Fingerprint;
  readonly earlier: readonly string[];
  readonly signal: AbortSignal;
}

const rounds = 3;

/**
 * Checks everything again after the answer: identity, data, migrations, config, settings, CLI. Drift means a new backup and
 * proof, and a new question if more would be lost or files changed; at most 3 rounds. Then what empties the database closes
 * the window itself, and the rest names it. Failures: target-changed (77), and those of backup and approval.
 */
export async function settle(given: Settling): Promise<Ready> {
  const { held, log, signal } = given;
  let { task, prepared, approval, before } = given;
  for (let round = 1; ; round++) {
    const proof = await prepared.settled;
    const now = await filesNow(task);
    const files = changedPaths(before, now);
    const data = await driftOf(task, held, prepared, proof);
    // The last rehearsal is the one the outcome is measured by; the approval covers it.
    const covered: Approval = { ...approval, impact: prepared.impact, others: prepared.others };
    if (files.length === 0 && data === null) return ready({ task, approval: covered, proof, window: null, files: now });
    if (round > rounds) {
      if (files.length > 0) throw new Failure('drift-does-not-end', { what: files.join(', '), rounds });
      return lastRound({ ...given, task, prepared, approval, before: now }, proof);
    }
    say(`Something changed meanwhile (${[...files, ...(data ? [data] : [])].join('; ')}): backing up again.`);
    if (files.length > 0) {
      task = await readExactly(task, held);
      await refuseAtTarget(task);
    }
    before = files.length > 0 ? await filesJudged(task) : now;
    prepared = await prepare({ task, held, log, signal });
    // What was shown counts, not the last round: rows must not creep past the approval round by round.
    const since = [...beyond(approval, prepared), ...files.map((file) => `${file} changed after you were asked.`)];
    if (since.length > 0)
      approval = await approve({
        ...given,
        task,
        files: before,
        proof: prepared.early,
        impact: prepared.impact,
        others: prepared.others,
        since,
      });
  }
}

/** What would be lost now beyond what was approved: by the rehearsals where there were two, else by what is there. */
function beyond({ proof, impact, others }: Approval, now: Prepared): string[] {
  const rehearsed = impact.kind === 'rehearsed' && now.impact.kind === 'rehearsed';
  const beside = others.flatMap((was, at) => grown(was.proof, now.others[at]?.proof ?? was.proof));
  return [...(rehearsed ? [] : grown(proof, now.early)), ...beside, ...exceeds(impact, now.impact)];
}

async function lastRound(given: Settling, proof: Proof): Promise<Ready> {
  const { task, held, log, signal } = given;
  const source = held.source as Source;
  const { kind } = task.classification;
  const empties = kind === 'empties' || kind === 'recovery' || task.removes !== 'none';
  if (!empties) {
    const since = proof.kind === 'restored' ? proof.backup.metadata.startedAt : 'the last backup';
    say(`The database does not stand still: what is written after ${since} is not in the backup.`);
    return ready({
      ...given,
      approval: { ...given.approval, impact: given.prepared.impact },
      proof,
      window: null,
      files: given.before,
    });
  }
  say('The database does not stand still: stopping writes, then taking the last backup.');
  const keeper = windowKeeper(task.target.key, task.shown, task.place.env);
  const window = await closeWindow(source.session, keeper, task.connection().user);
  try {
    let { approval } = given;
    // A vacuum or a session on its way out looks like a change, even now.
    for (let round = 1; ; round++) {
      const prepared = await prepare({ task, held, log, signal });
      const since = beyond(approval, prepared);
      if (since.length > 0)
        approval = await approve({
          ...given,
          files: given.before,
          proof: prepared.early,
          impact: prepared.impact,
          others: prepared.others,
          since,
        });
      const last = await prepared.settled;
      const still = await driftOf(task, held, prepared, last);
      if (!still)
        return ready({
          task,
          approval: { ...approval, impact: prepared.impact, others: prepared.others },
          proof: last,
          window,
          files: given.before,
        });
      if (round === rounds) throw new Failure('drift-does-not-end', { what: still, rounds: 2 * rounds + 1 });
    }
  } catch (error) {
    await window.open(source.session);
    throw error;
  }
}

/** What changed in the target or in what goes beside it. Failures: others-changed, target-changed (77). */
async function driftOf(task: Task, held: Held, prepared: Prepared, proof: Proof): Promise<string | null> {
  await assertSameOthers(task, held);
  const changed = [await drift(held, proof)];
  for (const [at, { held: other }] of held.others.entries()) {
    const beside = prepared.others[at];
    const why = beside ? await drift(other, beside.proof) : null;
    changed.push(why && `${beside?.target.label}: ${why}`);
  }
  return changed.filter((why) => why !== null).join('; ') || null;
}

/** What changed in the database since the backup's snapshot, in words; null when nothing did, or there is no database. */
async function drift({ source }: Held, proof: Proof): Promise<string | null> {
  if (!source || proof.kind !== 'restored') return null;
  if (await source.copy?.changed()) throw new Failure('target-changed', { place: `the volume ${source.copy?.volume}` });
  const identity = await readIdentity(source.session, source.connection);
  const { systemIdentifier, databaseOid } = source.identity;
  if (identity.systemIdentifier !== systemIdentifier || identity.databaseOid !== databaseOid)
    throw new Failure('target-changed', { place: `${identity.host}:${identity.port}/${identity.database}` });
  const state = sameState(proof.backup.metadata.freshness, await readFreshness(source.session));
  return state.same ? null : state.why;
}

function ready(of: Omit<Ready, 'backup' | 'tables'>): Ready {
  const { task, approval, proof, window, files } = of;
  const restored = proof.kind === 'restored' ? proof.backup.metadata : null;
  return {
    task,
    // What was approved early is final now.
    approval: { ...approval, proof },
    proof,
    backup: restored?.backup ?? null,
    tables: proof.kind === 'salvaged' ? null : countsOf(restored?.facts.tables ?? []),
    files,
    window,
  };
}

function countsOf(tables: Facts['tables']): TableCount[] {
  return tables.filter(({ kind }) => kind === 'table').map(({ name, rows }) => ({ name, rows }));
}

function say(text: string): void {
  printLines([{ text: `permahub: ${text}`, tone: 'danger' }]);
}
