import { Failure } from '../failures.ts';
import { connect, type Session } from '../postgres/connection.ts';
import { readLargeObjects, readSequences, readTables } from '../postgres/facts.ts';
import { output } from '../postgres/programs.ts';
import type { Connection, Facts, SequenceFacts } from '../postgres/types.ts';
import { listCopied } from './copy-tables.ts';
import type { DataProof } from './prove-data.ts';
import type { Proving } from './proving.ts';
import type { ProofRecord } from './types.ts';

/** The rest of the proof once dump and restore have ended: all facts, the schema, what data.sql is. Failure: copy-differs. */
export async function proveRest(
  given: Proving,
  dataProof: Promise<DataProof>,
): Promise<{ readonly facts: Facts; readonly record: Omit<ProofRecord, 'at' | 'seconds'> }> {
  const { copy, compare, snapshot } = given;
  const steps = [given.sourceFacts, readCopy(given), dumpSchema(given), dataProof] as const;
  const [sourceFacts, found, schema, data] = await Promise.all(steps);
  const sequences = between(snapshot.sequences, sourceFacts.sequences, found.sequences);
  const source = { ...sourceFacts, sequences };
  const rows = compare.facts(copy.strict ? source : onlyIn(source, found), found).map(({ words }) => words);
  const schemas = compare.schemas(given.schema, schema);
  // Without an extension the schema cannot be equal: what differs is named as not verified.
  const differences = [...rows, ...(copy.strict ? schemas : []), ...data.differences];
  if (differences.length > 0) throw differs(given.source, differences);
  const unverified = [
    ...copy.missing.map(({ name, why }) => `the extension ${name} and what needs it: ${why}`),
    ...given.errors,
    ...(copy.strict ? [] : [...lacking(source, found), ...schemas]),
    ...data.unverified,
  ];
  const facts = { ...source, sequences: copy.strict ? found.sequences : source.sequences };
  return {
    facts,
    record: {
      scratch: copy.scratch.words,
      tables: found.tables.length,
      rows: found.tables.reduce((sum, table) => sum + table.rows, 0),
      sequences: found.sequences.length,
      largeObjects: found.largeObjects.count,
      unverified,
      data: data.how,
    },
  };
}

async function readCopy({ copy, snapshot, sessions, atEnd }: Proving): Promise<Facts> {
  const first = await connect(copy.connection);
  const all: [Session, ...Session[]] = [first];
  const close = async () => void (await Promise.all(all.map((session) => session.close())));
  atEnd(close);
  try {
    while (all.length < sessions) all.push(await connect(copy.connection));
    const tables = await readTables(all, await listCopied(first, snapshot.list));
    return { tables, sequences: await readSequences(first), largeObjects: await readLargeObjects(first) };
  } finally {
    await close();
  }
}

async function dumpSchema({ programs, copy }: Proving): Promise<string> {
  return output(programs.start('pg_dump', ['--schema-only', '--no-password'], copy.connection, 'ignore', copy.tools));
}

/**
 * A snapshot does not hold sequences still: the dump's value lies somewhere between those before and after it. Where the
 * copy's does, it is the right one; elsewhere the value before stands, and the comparison names the difference.
 */
function between(
  before: readonly SequenceFacts[],
  after: readonly SequenceFacts[],
  copy: readonly SequenceFacts[],
): SequenceFacts[] {
  return before.map((was) => {
    const is = after.find(({ name }) => name === was.name) ?? was;
    const found = copy.find(({ name }) => name === was.name);
    if (!found) return was;
    const [a, b, value] = [BigInt(was.lastValue), BigInt(is.lastValue), BigInt(found.lastValue)];
    const inside = (a <= value && value <= b) || (b <= value && value <= a);
    const called = found.isCalled === was.isCalled || found.isCalled === is.isCalled;
    return inside && called ? found : was;
  });
}

/** The source's facts of what the copy could have. */
function onlyIn(source: Facts, copy: Facts): Facts {
  const tables = new Set(copy.tables.map(({ name }) => name));
  const sequences = new Set(copy.sequences.map(({ name }) => name));
  return {
    ...source,
    tables: source.tables.filter(({ name }) => tables.has(name)),
    sequences: source.sequences.filter(({ name }) => sequences.has(name)),
  };
}

function lacking(source: Facts, copy: Facts): string[] {
  const tables = new Set(copy.tables.map(({ name }) => name));
  return source.tables
    .filter(({ name }) => !tables.has(name))
    .map(({ name }) => `${name}: its rows could not be restored`);
}

function differs(place: Connection, differences: readonly string[]): Failure {
  const shown = differences.slice(0, 20).map((each) => `  ${each}`);
  if (differences.length > 20) shown.push(`  and ${differences.length - 20} more`);
  return new Failure('copy-differs', {
    place: `${place.host}:${place.port}/${place.database}`,
    differences: shown.join('\n'),
  });
}
