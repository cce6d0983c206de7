import type { Facts } from '../postgres/types.ts';
import { CopyCounts } from './copy-counts.ts';
import { dumpAndRestore } from './dump-and-restore.ts';
import { EarlyProof } from './early.ts';
import type { MadeSet, Making } from './making.ts';
import { fileOf, partNames } from './names.ts';
import type { PartWriter } from './part-file.ts';
import { proveData } from './prove-data.ts';
import { proveRest } from './prove-rest.ts';
import type { Part, PartFile, PlainParts } from './types.ts';

/** What the question does not wait for. */
const pending: readonly string[] = [
  'the content of every row, by checksum and byte by byte',
  'indexes, constraints, policies, sequences and large objects of the copy',
  'data.sql, schema.sql and roles.sql',
];

/** The four dump files: one dump, restored into the copy as it streams. `roles` is written already. */
export async function makePlainSet(making: Making, roles: PartWriter): Promise<MadeSet> {
  const { request, programs, snapshot, copy } = making;
  const { source, compare } = request;
  const writers = new Map<Part, PartWriter>([['roles', roles]]);
  const part = async (name: Part) => {
    const writer = await making.part(name);
    writers.set(name, writer);
    return writer;
  };
  const progress = { done: 0, total: snapshot.list.length, unit: 'tables', bytes: 0 };
  const early = new EarlyProof(compare, (tables) => {
    making.foundRows({ tables, parts: soFar(making.backup, writers), data: 'read-back', pending });
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
  await making.handOver(tables);
  const proving = {
    ...{ programs, compare, snapshot, copy: await copy, source: source.connection, sessions: 1, atEnd: making.atEnd },
    ...{ schema: dumped.schema, errors: dumped.errors },
    sourceFacts: sourceFacts ?? Promise.reject(new Error('pg_dump did not end')),
  };
  const data = await part('data');
  request.onProgress?.({ ...progress, words: 'data.sql' });
  const proof = await proveRest(proving, proveData({ ...proving, rows: dumped.rows, data }));
  const finish = async () => {
    const parts = {} as Record<Part, PartFile>;
    for (const [name, writer] of writers) parts[name] = await writer.finish();
    return parts;
  };
  return { ...proof, finish };
}

/** The parts as far as they are written. */
function soFar(backup: string, writers: ReadonlyMap<Part, PartWriter>): PlainParts {
  const parts = partNames.map((part) => [
    part,
    { file: fileOf(backup, part), bytes: writers.get(part)?.bytes() ?? 0, sha256: '' },
  ]);
  return Object.fromEntries(parts) as PlainParts;
}
