import { Programs } from '../postgres/programs.ts';
import type { Facts, Scratch, TableFacts } from '../postgres/types.ts';
import { prepareCopy } from './copy.ts';
import { CopyFacts } from './copy-facts.ts';
import { dumpAndRestore } from './dump-and-restore.ts';
import { appendLog } from './log.ts';
import { describe } from './metadata.ts';
import { fileOf } from './names.ts';
import { openPart, type PartWriter } from './part-file.ts';
import { proveRest } from './prove-rest.ts';
import { pointLatest, publish } from './publish.ts';
import { writeRoles } from './roles-file.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { BackupRequest, Metadata, Part, Proven } from './types.ts';

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
  early: (proven: Proven) => void,
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
  const copied = new Map<string, TableFacts>();
  const facts = new CopyFacts(snapshot.list, (table) => {
    copied.set(table.name, table);
    progress.done = copied.size;
    request.onProgress?.({ ...progress, words: table.name });
    tryEarly();
  });
  let sourceTables: readonly TableFacts[] | null = null;
  const sourceFacts = snapshot
    .readFacts(() => undefined)
    .then((read) => {
      sourceTables = read.tables;
      tryEarly();
      return read;
    });
  sourceFacts.catch(() => undefined);
  let sequencesAfter: Promise<Facts['sequences']> = Promise.resolve([]);
  const [custom, full, schema] = [await part('custom'), await part('full'), await part('schema')];
  const dumping = dumpAndRestore({
    programs,
    source: source.connection,
    snapshot: snapshot.id,
    ...{ custom, full, schema, copy, facts },
    onDumped: () => {
      sequencesAfter = snapshot.sequencesNow();
      sequencesAfter.catch(() => undefined);
    },
    onBytes: (bytes) => {
      progress.bytes = bytes;
      request.onProgress?.(progress);
    },
  });
  const [dumped, rows] = await Promise.all([dumping, sourceFacts]);
  const to = await copy;
  // The source is done with, unless the copy lacks something that must be read again.
  const after = await sequencesAfter;
  if (to.strict) await snapshot.close();
  const proof = await proveRest({
    ...{ programs, compare, snapshot, dumped, facts, copy: to, source: source.connection },
    sourceFacts: { ...rows, sequences: after },
    data: await part('data'),
    onLargeStep: (words) => request.onProgress?.({ ...progress, words }),
  });
  await snapshot.close();
  // Stopping a server takes a moment, and so does flushing the files.
  (await copy).scratch.remove().catch(() => undefined); // Awaited, and its failure told, at the end.
  const parts = {} as Record<Part, Metadata['parts'][Part]>;
  for (const [name, writer] of holding.writers) parts[name] = await writer.finish();
  const record = { ...proof.record, at: new Date().toISOString(), seconds: seconds(started) };
  const described = describe({ request, backup, startedAt, snapshot, parts, facts: proof.facts, proof: record });
  const metadata = await publish(directory, described);
  await pointLatest(directory, metadata);
  await appendLog(directory, metadata);
  const proven: Proven = { backup: { directory, metadata }, record, pending: [] };
  early(proven);
  return proven;

  /** Early only when each table's rows were read on both sides and are equal. */
  function tryEarly(): void {
    if (!sourceTables) return;
    const tables = sourceTables.filter(({ kind }) => kind === 'table');
    if (tables.some(({ name }) => !copied.has(name))) return;
    const found = tables.map(({ name }) => copied.get(name) as TableFacts);
    const nothing = { sequences: [], largeObjects: { count: 0, checksum: '0' } };
    // Differences are told at the end, all of them.
    if (compare.facts({ tables, ...nothing }, { tables: found, ...nothing }).length > 0) return;
    void tellEarly(tables);
  }

  async function tellEarly(tables: readonly TableFacts[]): Promise<void> {
    const scratch = await (holding.scratch as Promise<Scratch>);
    const record = {
      at: new Date().toISOString(),
      scratch: scratch.words,
      tables: tables.length,
      rows: tables.reduce((sum, table) => sum + table.rows, 0),
      sequences: 0,
      largeObjects: 0,
      unverified: [],
      data: 'read-back' as const,
      seconds: seconds(started),
    };
    const written = (name: Part) => {
      const writer = holding.writers.get(name);
      return { file: fileOf(backup, name), bytes: writer?.bytes() ?? 0, sha256: '' };
    };
    const parts = {
      full: written('full'),
      schema: written('schema'),
      data: written('data'),
      custom: written('custom'),
      roles: written('roles'),
    };
    const facts: Facts = { tables, sequences: snapshot.sequences, largeObjects: { count: 0, checksum: '0' } };
    const metadata = describe({ request, backup, startedAt, snapshot, parts, facts, proof: null });
    early({ backup: { directory, metadata }, record, pending: [...pendingWords] });
  }
}

const pendingWords = [
  'indexes, constraints, policies, sequences and large objects of the copy',
  'data.sql, schema.sql and roles.sql',
];

function seconds(since: number): number {
  return Math.round(performance.now() - since) / 1000;
}
