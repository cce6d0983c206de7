import { Programs } from '../postgres/programs.ts';
import type { Facts, Scratch, TableFacts } from '../postgres/types.ts';
import { type PreparedCopy, prepareCopy } from './copy.ts';
import { CopyCounts } from './copy-counts.ts';
import { dumpAndRestore } from './dump-and-restore.ts';
import { EarlyProof, pending, soFar } from './early.ts';
import { appendLog } from './log.ts';
import { describe } from './metadata.ts';
import { fileOf } from './names.ts';
import { openPart, type PartWriter } from './part-file.ts';
import { proveRest } from './prove-rest.ts';
import { pointLatest, publish } from './publish.ts';
import { writeRoles } from './roles-file.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { BackupRequest, Metadata, Part, Proven, RestoredCopy } from './types.ts';

/** What one run holds and lets go of, however it ends. */
interface Holding {
  readonly programs: Programs;
  readonly writers: Map<Part, PartWriter>;
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
  const holding: Holding = { programs: new Programs(source.tools), writers: new Map(), snapshot: null, scratch: null };
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
    await work.catch(() => undefined); // Nothing of it may still be at work when its files are removed.
    await holding.snapshot?.close(); // Taken after the stop.
    await Promise.all([...holding.writers.values()].map((writer) => writer.abandon()));
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
  const { source, directory, compare } = request;
  const { programs } = holding;
  const startedAt = new Date();
  const started = performance.now();
  const snapshot = await takeSnapshot(source.connection, request.env);
  holding.snapshot = snapshot;
  const part = async (name: Part) => {
    const writer = await openPart(directory, fileOf(backup, name));
    holding.writers.set(name, writer);
    return writer;
  };
  holding.scratch = source.scratch(snapshot.like, snapshot.bytes * 2);
  holding.scratch.catch(() => undefined);
  const roles = await writeRoles(programs, source.connection, await part('roles'));
  const copy = prepareCopy(holding.scratch, snapshot, roles);
  copy.catch(() => undefined);

  const progress = { done: 0, total: snapshot.list.length, unit: 'tables', bytes: 0 };
  const early = new EarlyProof(compare, (tables) => {
    tell(tables).catch(() => undefined); // What went wrong there goes wrong for `published`, and is told by it.
  });
  const counts = new CopyCounts(snapshot.list, (table) => {
    progress.done = early.copied(table);
    request.onProgress?.({ ...progress, words: table.name });
  });
  const counted = snapshot.countRows().then((tables) => {
    early.expect(tables);
    return tables;
  });
  counted.catch(() => undefined); // Awaited below, after other waits.
  let sourceFacts: Promise<Facts> | null = null;
  const [custom, full, schema] = [await part('custom'), await part('full'), await part('schema')];
  const dumping = dumpAndRestore({
    programs,
    source: source.connection,
    snapshot: snapshot.id,
    ...{ custom, full, schema, copy, counts },
    onDumped: () => {
      sourceFacts = snapshot.readFacts().then(async (facts) => {
        // The source is done with, unless the copy lacks something that must be read again.
        if ((await copy).strict) await snapshot.close();
        return facts;
      });
      sourceFacts.catch(() => undefined); // Whoever awaits it hears of it.
    },
    onBytes: (bytes) => {
      progress.bytes = bytes;
      request.onProgress?.(progress);
    },
  });
  const [dumped, tables] = await Promise.all([dumping, counted]);
  const inUse = await request.onRestored?.(restored(await copy, snapshot, tables));
  const unused = inUse?.done.catch(() => undefined) ?? Promise.resolve(); // Who uses it hears of its failure.
  const proof = await proveRest({
    ...{ programs, compare, snapshot, dumped, copy: await copy, source: source.connection },
    sourceFacts: sourceFacts ?? Promise.reject(new Error('pg_dump did not end')),
    data: await part('data'),
    onLargeStep: (words) => request.onProgress?.({ ...progress, words }),
  });
  await snapshot.close();
  // Stopping a server takes a moment, and so does flushing the files.
  const removed = unused.then(async () => (await copy).scratch.remove());
  removed.catch(() => undefined); // Awaited, and its failure told, at the end.
  const parts = {} as Record<Part, Metadata['parts'][Part]>;
  for (const [name, writer] of holding.writers) parts[name] = await writer.finish();
  const record = { ...proof.record, at: new Date().toISOString(), seconds: seconds(started) };
  const described = describe({ request, backup, startedAt, snapshot, parts, facts: proof.facts, proof: record });
  const metadata = await publish(directory, described);
  await pointLatest(directory, metadata);
  await appendLog(directory, metadata);
  const proven: Proven = { backup: { directory, metadata }, record, pending: [] };
  tellEarly(proven);
  await unused;
  return proven;

  async function tell(tables: readonly TableFacts[]): Promise<void> {
    const { words } = await (holding.scratch as Promise<Scratch>);
    const { parts, record } = soFar({
      backup,
      writers: holding.writers,
      tables,
      scratch: words,
      seconds: seconds(started),
    });
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
