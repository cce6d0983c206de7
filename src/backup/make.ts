import { Programs } from '../postgres/programs.ts';
import { mustSeeFolders } from '../postgres/sees-folders.ts';
import type { Facts, Scratch } from '../postgres/types.ts';
import { type PreparedCopy, prepareCopy } from './copy.ts';
import { makeDirectorySet } from './directory-set.ts';
import { recordSoFar } from './early.ts';
import { appendLog } from './log.ts';
import type { Making } from './making.ts';
import { describe } from './metadata.ts';
import { fileOf } from './names.ts';
import { openPart, type PartWriter } from './part-file.ts';
import { makePlainSet } from './plain-set.ts';
import { pointLatest, publish } from './publish.ts';
import { writeRoles } from './roles-file.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { BackupRequest, Part, Proven, RestoredCopy } from './types.ts';

/** What one run holds and lets go of, however it ends. */
interface Holding {
  readonly programs: Programs;
  readonly writers: PartWriter[];
  /** Closes what is at work beside the programs. */
  readonly closing: (() => Promise<void>)[];
  snapshot: Snapshot | null;
  scratch: Promise<Scratch> | null;
}

/** Makes, proves and publishes the backup of this name. `early` is told once every row was found in the copy. */
export async function makeBackup(
  request: BackupRequest & { readonly signal: AbortSignal },
  backup: string,
  early: (proven: Proven) => void,
): Promise<Proven> {
  const { source, signal } = request;
  const holding: Holding = {
    programs: new Programs(source.tools),
    writers: [],
    closing: [],
    snapshot: null,
    scratch: null,
  };
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  stopped.catch(() => undefined);
  const work = steps(request, backup, early, holding);
  try {
    return await Promise.race([work, stopped]);
  } catch (error) {
    throw signal.aborted ? signal.reason : await holding.programs.cause(error);
  } finally {
    await holding.programs.stop();
    await holding.snapshot?.close();
    await Promise.all(holding.closing.map((close) => close()));
    await work.catch(() => undefined); // Nothing of it may still be at work when its files are removed.
    await holding.snapshot?.close(); // Taken after the stop.
    await Promise.all([...holding.writers.map(({ abandon }) => abandon()), ...holding.closing.map((close) => close())]);
    await holding.scratch?.then(
      (scratch) => scratch.remove(),
      () => undefined,
    );
  }
}

async function steps(
  request: BackupRequest & { readonly signal: AbortSignal },
  backup: string,
  tellEarly: (proven: Proven) => void,
  holding: Holding,
): Promise<Proven> {
  const { source, directory } = request;
  const { programs } = holding;
  const startedAt = new Date();
  const started = performance.now();
  const snapshot = await takeSnapshot(source.connection, request.env);
  holding.snapshot = snapshot;
  const part = async (name: Part) => {
    const writer = await openPart(directory, fileOf(backup, name));
    holding.writers.push(writer);
    return writer;
  };
  const parallel = request.parallel && snapshot.bytes > request.parallel.above ? request.parallel : null;
  if (parallel) mustSeeFolders(source.tools);
  // A set of plain files has data.sql restored beside the copy.
  holding.scratch = source.scratch(snapshot.like, snapshot.bytes * (parallel ? 1 : 2));
  holding.scratch.catch(() => undefined);
  const roles = await part('roles');
  const copy = prepareCopy(holding.scratch, snapshot, await writeRoles(programs, source.connection, roles));
  copy.catch(() => undefined);

  let unused: Promise<unknown> = Promise.resolve();
  const making: Making = {
    ...{ request, backup, programs, snapshot, copy, part },
    foundRows: (found) => {
      tell(found).catch(() => undefined); // What went wrong there goes wrong for `published`, and is told by it.
    },
    handOver: async (tables) => {
      const inUse = await request.onRestored?.(restored(await copy, snapshot, tables));
      if (inUse) unused = inUse.done.catch(() => undefined); // Who uses it hears of its failure.
    },
    atEnd: (close) => void holding.closing.push(close),
  };
  const made = parallel ? await makeDirectorySet(making, roles, parallel.jobs) : await makePlainSet(making, roles);
  await snapshot.close();
  // Stopping a server takes a moment, and so does flushing the files.
  const removed = unused.then(async () => (await copy).scratch.remove());
  removed.catch(() => undefined); // Awaited, and its failure told, at the end.
  const parts = await made.finish();
  const record = { ...made.record, at: new Date().toISOString(), seconds: seconds(started) };
  const described = describe({ request, backup, startedAt, snapshot, parts, facts: made.facts, proof: record });
  const metadata = await publish(directory, described);
  await pointLatest(directory, metadata);
  await appendLog(directory, metadata);
  const proven: Proven = { backup: { directory, metadata }, record, pending: [] };
  tellEarly(proven);
  await unused;
  return proven;

  async function tell({ tables, parts, data, pending }: Parameters<Making['foundRows']>[0]): Promise<void> {
    const { words } = await (holding.scratch as Promise<Scratch>);
    const record = recordSoFar({ tables, scratch: words, seconds: seconds(started), data });
    const facts: Facts = { tables, sequences: snapshot.sequences, largeObjects: { count: 0, checksum: '0' } };
    const metadata = describe({ request, backup, startedAt, snapshot, parts, facts, proof: null });
    tellEarly({ backup: { directory, metadata }, record, pending });
  }
}

function restored(
  { scratch, connection, missing }: PreparedCopy,
  { sequences }: Snapshot,
  tables: Facts['tables'],
): RestoredCopy {
  const facts: Facts = { tables, sequences, largeObjects: { count: 0, checksum: '0' } };
  return { scratch, connection, facts, missing: missing.map(({ name }) => name) };
}

function seconds(since: number): number {
  return Math.round(performance.now() - since) / 1000;
}
