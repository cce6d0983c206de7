import { connect, type Session } from '../postgres/connection.ts';
import { readTables } from '../postgres/facts.ts';
import { output } from '../postgres/programs.ts';
import { restoreErrors } from '../postgres/restore-errors.ts';
import { mustSeeFolders } from '../postgres/sees-folders.ts';
import type { TableFacts } from '../postgres/types.ts';
import type { PreparedCopy } from './copy.ts';
import { listCopied } from './copy-tables.ts';
import { compression, withoutRefresh } from './dump-and-restore.ts';
import { EarlyProof } from './early.ts';
import { type FolderWriter, mustBeUntouched, openFolder } from './folder-file.ts';
import type { MadeSet, Making } from './making.ts';
import { fileOf } from './names.ts';
import type { PartWriter } from './part-file.ts';
import { proveRest } from './prove-rest.ts';
import type { DirectoryParts } from './types.ts';

/** What the question does not wait for. */
const pending: readonly string[] = ['the content of every row, by checksum', 'sequences, large objects and the schema'];

/**
 * One folder, dumped over `jobs` connections of one snapshot, and restored over as many: a folder has its table of contents
 * at the end, so the restore begins when the dump is whole. `roles` is written already. Failure besides those of a plain
 * set: directory-out-of-reach.
 */
export async function makeDirectorySet(making: Making, roles: PartWriter, jobs: number): Promise<MadeSet> {
  const { request, backup, programs, snapshot } = making;
  const { source, compare, onProgress } = request;
  const folder = await openFolder(request.directory, fileOf(backup, 'directory'));
  const counted = snapshot.countRows();
  counted.catch(() => undefined); // Awaited below, after other waits.

  const dumping = watched(dump(making, folder, jobs), folder.bytes, (bytes) => {
    onProgress?.({ bytes, words: `dumping over ${jobs} connections` });
  });
  const [copy] = await Promise.all([making.copy, dumping]);
  mustSeeFolders(copy.scratch.tools);
  const sourceFacts = counted
    .then(() => snapshot.readFacts(jobs))
    .then(async (facts) => {
      await snapshot.close();
      return facts;
    });
  const hashed = folder.finish();
  for (const each of [sourceFacts, hashed]) each.catch(() => undefined); // Whoever awaits them hears of it.
  const outline = ['--schema-only', '-f', '-', folder.path];
  const text = withoutRefresh(await output(programs.start('pg_restore', outline, source.connection, 'ignore')));
  const schema = await making.part('schema');
  await schema.write(Buffer.from(text));

  const sized = { file: fileOf(backup, 'directory'), bytes: await folder.bytes(), sha256: '', files: [] };
  const errors = await watched(restore(making, copy, folder, jobs), sizeOf(copy), (bytes) => {
    onProgress?.({ bytes, words: `restoring over ${jobs} connections` });
  });
  const directory = await hashed;
  await mustBeUntouched(folder.path, directory);
  onProgress?.({ bytes: directory.bytes, words: 'comparing' });
  const early = new EarlyProof(compare, (tables) => {
    const soFar = (writer: PartWriter) => ({ file: writer.file, bytes: writer.bytes(), sha256: '' });
    const parts: DirectoryParts = { schema: soFar(schema), roles: soFar(roles), directory: sized };
    making.foundRows({ tables, parts, data: 'none', pending });
  });
  const tables = await counted;
  early.expect(tables);
  for (const table of await countCopied(making, copy, jobs)) early.copied(table);
  await making.handOver(tables);
  const proof = await proveRest(
    {
      ...{ programs, compare, snapshot, copy, sourceFacts, errors, schema: text, source: source.connection },
      ...{ sessions: jobs, atEnd: making.atEnd },
    },
    Promise.resolve({ how: 'none', differences: [], unverified: [] }),
  );
  const finish = async () => ({ schema: await schema.finish(), roles: await roles.finish(), directory });
  return { ...proof, finish };
}

/** Its files are flushed by us, when they are hashed. */
async function dump({ programs, snapshot, request }: Making, { path }: FolderWriter, jobs: number): Promise<void> {
  const args = [
    ...['-Fd', `-j${jobs}`, `-Z${compression}`, '--no-sync', '--no-password', '-f', path],
    ...[`--snapshot=${snapshot.id}`, '--lock-wait-timeout=60000'],
  ];
  const { child, ended } = programs.start('pg_dump', args, request.source.connection, 'ignore');
  child.stdout?.resume();
  await ended;
}

/** Gives what could not be restored, in words; where nothing lacks, every error is a failure. */
async function restore(
  { programs }: Making,
  { connection, tools, strict }: PreparedCopy,
  { path }: FolderWriter,
  jobs: number,
): Promise<readonly string[]> {
  const how = strict ? ['--exit-on-error'] : [];
  const args = [`-j${jobs}`, '--no-password', '-d', connection.database, ...how, path];
  const running = programs.start('pg_restore', args, connection, 'ignore', tools);
  running.child.stdout?.resume();
  if (!strict) return restoreErrors(running);
  await running.ended;
  return [];
}

/** Bytes of the copy so far, asked from beside it: nobody else is to be connected to it when it is handed over. */
function sizeOf({ scratch, connection }: PreparedCopy): () => Promise<number> {
  return async () => {
    const session = await connect(scratch.connection);
    try {
      const sql = 'select pg_database_size($1::name)::text as bytes';
      const [row] = await session.query<{ bytes: string }>(sql, [connection.database]);
      return Number(row?.bytes);
    } finally {
      await session.close();
    }
  };
}

async function countCopied({ snapshot, atEnd }: Making, copy: PreparedCopy, jobs: number): Promise<TableFacts[]> {
  const sessions: Session[] = [];
  const close = async () => void (await Promise.all(sessions.map((session) => session.close())));
  atEnd(close);
  try {
    const first = await connect(copy.connection);
    sessions.push(first);
    while (sessions.length < jobs) sessions.push(await connect(copy.connection));
    return await readTables(sessions, await listCopied(first, snapshot.list), undefined, 'counting');
  } finally {
    await close();
  }
}

/** Tells how large something is, at once and about every second while the work goes on; a size that cannot be had is not told. */
async function watched<T>(work: Promise<T>, size: () => Promise<number>, tell: (bytes: number) => void): Promise<T> {
  const ask = () => size().then(tell, () => undefined);
  let asked = ask();
  const timer = setInterval(() => {
    asked = ask();
  }, 1000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    await asked;
  }
}
