import type { Approval } from '../../approval/types.ts';
import { Failure } from '../../failures.ts';
import { connect } from '../../postgres/connection.ts';
import { finish } from '../../postgres/finish.ts';
import type { Connection, Facts, TableFacts, Toolset } from '../../postgres/types.ts';
import { opening } from '../carry-out.ts';
import { measure } from '../measure.ts';
import { orphanCheck } from '../orphans.ts';
import { type Psql, replay, type Script } from '../replay.ts';
import { readRights } from '../rights.ts';
import { rowCheck } from '../row-check.ts';
import type { Compare, Restored } from '../types.ts';
import { beforeRows, checkRows, type Filling, insertRows, raiseSequences, waiting } from './insert-sql.ts';
import { own } from './keys.ts';
import { type Lost, total } from './search.ts';
import { isAt } from './sets.ts';

export interface InsertInput {
  /** Evidence that a person agreed; only the guard can make one. */
  readonly approval: Approval;
  readonly backup: string;
  readonly lost: Lost;
  /** The restored copy the rows are taken from, and the programs that reach it. */
  readonly copy: { readonly connection: Connection; readonly tools: Toolset };
  readonly connection: Connection;
  readonly tools: Toolset;
  /** What the database holds, where somebody knows it exactly. */
  readonly before: Restored | null;
  readonly compare: Compare;
}

/**
 * Puts the chosen rows back, in one transaction that also proves them: each is there as the backup has it, the rows that were
 * there are as they were, every foreign key holds. Afterwards all other tables and the schema are measured. Failures: rows-unfit
 * (nothing touched), rows-failed (rolled back), rows-differ (committed, but something else changed), rows-unknown; those of connecting.
 */
export async function insertLost(input: InsertInput): Promise<{ readonly seconds: number }> {
  const { backup, lost, connection, tools } = input;
  const started = performance.now();
  const fillings = lost.tables.map((table) => ({ ...table.set, rows: total(table) }));
  const quiet = await maySilence(connection);
  if (!quiet) refuseLoud(lost, fillings);
  const before = input.before ?? (await measure(connection, tools));
  const expected = grown(before.facts, fillings);
  const replayed = await replay(script(input, fillings, quiet, expected), connection, tools);
  if (replayed.state === 'rolled back') throw new Failure('rows-failed', { backup, problem: replayed.problem });
  if (replayed.state === 'unknown') throw new Failure('rows-unknown', { backup, problem: replayed.problem });
  const found = await measure(connection, tools);
  const differences = input.compare({ facts: asFound(expected, found.facts, fillings), schema: before.schema }, found);
  if (differences.length > 0) throw new Failure('rows-differ', { backup, differences: differences.join('\n') });
  return { seconds: (performance.now() - started) / 1000 };
}

function script(input: InsertInput, fillings: readonly Filling[], quiet: boolean, expected: Facts): Script {
  const leaves = fillings.flatMap(({ shape }) => shape.leaves);
  // Into which partition a row goes is not known before.
  const parts = fillings.filter(({ shape }) => shape.partitioned).flatMap(({ shape }) => shape.leaves);
  const counts = ({ kind, name }: TableFacts) => kind === 'table' && !parts.includes(name);
  return {
    before: `${opening}SET LOCAL row_security = off;\n${plain}${quiet ? 'SET LOCAL session_replication_role = replica;\n' : 'SET CONSTRAINTS ALL DEFERRED;\n'}${beforeRows(fillings)}`,
    fill: async (psql) => {
      for (const [at, filling] of fillings.entries()) {
        const problem = await passRows(input, filling, at, psql);
        if (problem !== null) return { complete: false, problem };
        await psql.send(insertRows(filling, at));
      }
      return { complete: true, problem: '' };
    },
    after: [
      ...fillings.map(checkRows),
      orphanCheck(leaves),
      // A trigger that writes elsewhere is found before anything is committed.
      ...(quiet ? [] : [rowCheck({ ...expected, tables: expected.tables.filter(counts) })]),
      // Last: a sequence is not set back with the transaction.
      ...fillings.map(raiseSequences),
    ].join(''),
  };
}

/** One way to write values on both sides. */
const plain =
  "SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC'; SET extra_float_digits = 3; SET bytea_output = 'hex'; SET xmlbinary = 'base64'; SET lc_monetary = 'C'; SET client_encoding = 'UTF8';\n";

/** Copies the chosen rows of one table into the transaction; null, or why not ("" when the reader went away). */
async function passRows(
  { lost, copy }: InsertInput,
  { shape, mapping }: Filling,
  at: number,
  { send, ended }: Psql,
): Promise<string | null> {
  const columns = mapping.columns.join(', ');
  const chosen = lost.tables[at]?.set.chosen;
  const out = copy.tools.start('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], copy.connection, {
    stdin: 'pipe',
  });
  const end = finish(out, 'psql of the restored copy').then(
    () => '',
    (error: Error) => error.message,
  );
  let readerGone = false;
  ended.then(() => {
    readerGone = true;
    out.kill('SIGTERM');
  });
  out.stdin?.on('error', () => undefined); // Its own end says why it stopped.
  out.stdin?.end(
    `${plain}COPY (SELECT ${mapping.columns.map((column) => `t.${column}`).join(', ')} FROM ${own(shape, 't')} JOIN ${chosen} s ON ${isAt('t', 's')}) TO STDOUT;\n`,
  );
  await send(`COPY ${waiting(at)} (${columns}) FROM STDIN;\n`);
  for await (const chunk of out.stdout as AsyncIterable<Buffer>) await send(chunk);
  const problem = await end;
  if (readerGone) return '';
  if (problem !== '') return problem;
  await send('\\.\n');
  return null;
}

async function maySilence(connection: Connection): Promise<boolean> {
  const session = await connect(connection);
  try {
    return (await readRights(session.query)).quietTriggers;
  } finally {
    await session.close();
  }
}

/** Where foreign keys cannot be silenced, no order would satisfy those that lead round and cannot wait. */
function refuseLoud({ cycles }: Lost, fillings: readonly Filling[]): void {
  const stuck = cycles.filter(({ deferrable }) => !deferrable);
  if (stuck.length === 0) return;
  const words = stuck.map(({ from, to, name }) => `${from} to ${to} (${name})`).join(', ');
  throw new Failure('rows-unfit', {
    problem: `foreign keys of ${fillings.length} tables lead round and cannot be deferred, and this role may not silence them: ${words}`,
  });
}

/** The facts with the rows that come; checksums of those tables are proven inside the transaction. */
function grown(facts: Facts, fillings: readonly Filling[]): Facts {
  const plainly = new Map(
    fillings.filter(({ shape }) => !shape.partitioned).map(({ shape, rows }) => [shape.name, rows]),
  );
  return {
    ...facts,
    tables: facts.tables.map((table) => ({ ...table, rows: table.rows + (plainly.get(table.name) ?? 0) })),
  };
}

/** What was proven inside the transaction counts as found: content of the tables, rows of partitions, raised sequences. */
function asFound(expected: Facts, found: Facts, fillings: readonly Filling[]): Facts {
  const leaves = new Set(fillings.flatMap(({ shape }) => shape.leaves));
  const parts = new Set(fillings.filter(({ shape }) => shape.partitioned).flatMap(({ shape }) => shape.leaves));
  const sequences = new Set(fillings.flatMap(({ shape }) => shape.sequences.map(({ sequence }) => sequence)));
  const now = new Map(found.tables.map((table) => [table.name, table]));
  return {
    ...expected,
    tables: expected.tables.map((table) => {
      const seen = now.get(table.name);
      if (!seen || !leaves.has(table.name)) return table;
      return { ...table, checksum: seen.checksum, rows: parts.has(table.name) ? seen.rows : table.rows };
    }),
    sequences: expected.sequences.map((sequence) =>
      sequences.has(sequence.name)
        ? (found.sequences.find(({ name }) => name === sequence.name) ?? sequence)
        : sequence,
    ),
  };
}
