import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Backup, Part, PlainParts, ProofRecord } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { connect, type Session } from '../postgres/connection.ts';
import { makeCopyDatabase } from '../postgres/copy-database.ts';
import { readFacts } from '../postgres/facts.ts';
import { scratchJobs } from '../postgres/jobs.ts';
import { output, type Programs, type Running } from '../postgres/programs.ts';
import { into } from '../postgres/pump.ts';
import { restoreErrors } from '../postgres/restore-errors.ts';
import { mustSeeFolders } from '../postgres/sees-folders.ts';
import type { Connection, Facts, Scratch } from '../postgres/types.ts';
import { compareFacts, compareSchemas } from './compare.ts';

interface Given {
  readonly backup: Backup;
  readonly scratch: Scratch;
  readonly programs: Programs;
  /** Text of schema.sql. */
  readonly schema: string;
  /** False where the scratch server lacks extensions. */
  readonly strict: boolean;
}

interface DumpProof {
  readonly differences: readonly string[];
  readonly unverified: readonly string[];
  readonly counts: Pick<ProofRecord, 'tables' | 'rows' | 'sequences' | 'largeObjects'>;
}

/**
 * Restores custom.dump, or the folder, and compares facts and schema. Without some extensions: what came through, the rest is
 * named. Failure: directory-out-of-reach.
 */
export async function proveDump(given: Given): Promise<DumpProof> {
  const { backup, scratch, programs, strict } = given;
  const { parts } = backup.metadata;
  const folder = 'directory' in parts ? join(backup.directory, parts.directory.file) : null;
  const jobs = folder === null ? 1 : scratchJobs();
  if (folder !== null) mustSeeFolders(scratch.tools);
  const to = await emptied(scratch, 'copy');
  const how = folder === null ? [] : [`-j${jobs}`, folder];
  const args = ['--no-password', '-d', to.database, ...(strict ? ['--exit-on-error'] : []), ...how];
  const running = programs.start('pg_restore', args, to, folder === null ? 'pipe' : 'ignore');
  const errors = strict ? running.ended.then(() => []) : restoreErrors(running);
  running.child.stdout?.resume();
  const name = folder === null ? 'custom.dump' : 'directory.dump';
  const broken = await outcome(name, [...(folder === null ? [feed(given, 'custom', running)] : []), errors]);
  const found = await factsOf(to, jobs);
  const counts = {
    tables: found.tables.length,
    rows: found.tables.reduce((sum, table) => sum + table.rows, 0),
    sequences: found.sequences.length,
    largeObjects: found.largeObjects.count,
  };
  if (broken) return { differences: [broken], unverified: [], counts };
  const schemas = await schemaDifferences(given, to);
  if (strict) return { differences: told(name, factDifferences(backup, found), schemas), unverified: [], counts };
  const there = new Set([...found.tables, ...found.sequences].map(({ name }) => name));
  const { facts } = backup.metadata;
  const lost = [...facts.tables, ...facts.sequences].filter(({ name }) => !there.has(name));
  const source = {
    ...facts,
    tables: facts.tables.filter(({ name }) => there.has(name)),
    sequences: facts.sequences.filter(({ name }) => there.has(name)),
  };
  return {
    differences: told(
      name,
      compareFacts(source, found).map(({ words }) => words),
    ),
    unverified: [...(await errors), ...lost.map(({ name }) => `${name} could not be restored`), ...schemas],
    counts,
  };
}

/** Restores full.sql as a person would, and compares facts and schema. */
export async function proveFull(given: Given): Promise<string[]> {
  const to = await emptied(given.scratch, 'second');
  const broken = await runSql(given, to, 'full');
  if (broken) return [broken];
  return told('full.sql', factDifferences(given.backup, await factsOf(to)), await schemaDifferences(given, to));
}

/** Restores schema.sql and then data.sql; materialised views are filled by neither. */
export async function proveData(given: Given): Promise<string[]> {
  const to = await emptied(given.scratch, 'second');
  const broken = (await runSql(given, to, 'schema')) ?? (await runSql(given, to, 'data'));
  if (broken) return [broken];
  const rowsOnly = (facts: Facts) => ({ ...facts, tables: facts.tables.filter(({ kind }) => kind === 'table') });
  const differences = compareFacts(rowsOnly(given.backup.metadata.facts), rowsOnly(await factsOf(to)));
  return told(
    'data.sql',
    differences.map(({ words }) => words),
  );
}

async function emptied(scratch: Scratch, name: 'copy' | 'second'): Promise<Connection> {
  const connection = await makeCopyDatabase(scratch, name);
  if (!connection) throw new Error(`the scratch server gave no database "${name}"`);
  return connection;
}

async function factsOf(to: Connection, sessions = 1): Promise<Facts> {
  const all: [Session, ...Session[]] = [await connect(to)];
  try {
    while (all.length < sessions) all.push(await connect(to));
    return await readFacts(all);
  } finally {
    await Promise.all(all.map((session) => session.close()));
  }
}

function factDifferences({ metadata }: Backup, found: Facts): string[] {
  return compareFacts(metadata.facts, found).map(({ words }) => words);
}

async function schemaDifferences({ programs, schema }: Given, to: Connection): Promise<string[]> {
  const dump = programs.start('pg_dump', ['--schema-only', '--no-password'], to, 'ignore');
  return compareSchemas(schema, await output(dump));
}

function told(file: string, ...differences: readonly (readonly string[])[]): string[] {
  return differences.flat().map((each) => `${file} restored: ${each}`);
}

/** Runs a file of the backup as a person would; gives back what went wrong, in words. */
async function runSql(given: Given, to: Connection, part: 'full' | 'schema' | 'data'): Promise<string | null> {
  const args = ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-f', '-'];
  const running = given.programs.start('psql', args, to, 'pipe');
  running.child.stdout?.resume();
  return outcome(`${part}.sql`, [feed(given, part, running), running.ended]);
}

async function feed({ backup }: Given, part: Part, running: Running): Promise<void> {
  const { parts } = backup.metadata;
  if ('directory' in parts && part !== 'schema' && part !== 'roles') throw new Error(`the backup has no ${part} file`);
  const sink = into(running.child);
  const path = join(backup.directory, (parts as PlainParts)[part].file);
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) await sink(chunk as Buffer);
  running.child.stdin?.end();
}

/** What PostgreSQL refuses of a file is a fault of the file; a full disk or a lost server is not. */
export async function outcome(file: string, work: readonly Promise<unknown>[]): Promise<string | null> {
  try {
    await Promise.all(work);
    return null;
  } catch (error) {
    if (error instanceof Failure && ['program-failed', 'program-denied'].includes(error.code))
      return `${file} does not restore: ${error.detail.problem}`;
    throw error;
  }
}
