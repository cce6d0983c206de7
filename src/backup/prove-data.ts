import { connect } from '../postgres/connection.ts';
import type { Programs } from '../postgres/programs.ts';
import type { Connection, Facts } from '../postgres/types.ts';
import type { PreparedCopy } from './copy.ts';
import { compareRowText, writeData } from './data-file.ts';
import type { Dumped } from './dump-and-restore.ts';
import type { PartWriter } from './part-file.ts';
import { makeSecondCopy } from './second-copy.ts';
import type { Snapshot } from './snapshot.ts';
import type { Comparison, ProofRecord } from './types.ts';

/** Databases up to this size have data.sql restored whole; above, that alone would take longer than everything else. */
const wholeUpTo = 128 * 1024 ** 2;

/** What a proof has to go by once dump and restore have ended. */
export interface Proving {
  readonly programs: Programs;
  readonly compare: Comparison;
  readonly snapshot: Snapshot;
  readonly dumped: Dumped;
  readonly copy: PreparedCopy;
  readonly source: Connection;
  /** Of the snapshot; its sequences as they were after the dump. */
  readonly sourceFacts: Promise<Facts>;
  readonly data: PartWriter;
  readonly onLargeStep: (words: string) => void;
}

export interface DataProof {
  readonly how: ProofRecord['data'];
  readonly differences: readonly string[];
  readonly unverified: readonly string[];
}

/**
 * Writes data.sql from the copy and proves it: its rows equal those of full.sql byte for byte, and it restores into a second
 * database made from schema.sql - all of it, or the first statement of every table where the database is large.
 */
export async function proveData(given: Proving): Promise<DataProof> {
  const { programs, copy, dumped, snapshot, data, compare, sourceFacts } = given;
  given.onLargeStep('data.sql');
  if (!copy.strict) {
    // The copy lacks something: data.sql comes from the source, of the same snapshot, and is read back only.
    const from = { tools: programs.tools, connection: given.source };
    const rows = await writeData({
      programs,
      from,
      snapshot: snapshot.id,
      to: data,
      try: { what: 'first', sink: () => undefined },
    });
    return {
      how: 'read-back',
      differences: compareRowText(dumped.rows, rows),
      unverified: ['data.sql: its rows are those of full.sql, but it was not restored'],
    };
  }
  const always = await firingAlways(copy.connection);
  const second = always.length > 0 ? null : await makeSecondCopy(programs, copy.scratch, dumped.schema);
  const what = second && snapshot.bytes <= wholeUpTo ? 'all' : 'first';
  const sink = second?.sink ?? (() => undefined);
  const rows = await writeData({ programs, from: copy, to: data, try: { what, sink } });
  await second?.end();
  const differences = compareRowText(dumped.rows, rows);
  if (!second) {
    const why = always.length > 0 ? `${always.join(', ')} would fire` : 'the server has no second database for it';
    return {
      how: 'read-back',
      differences,
      unverified: [`data.sql: its rows are those of full.sql, but it was not restored: ${why}`],
    };
  }
  if (what === 'first') return { how: 'read-back', differences, unverified: [] };
  const tables = (await sourceFacts).tables.filter(({ kind }) => kind === 'table');
  const found = (await second.readTables()).filter(({ kind }) => kind === 'table');
  const nothing = { sequences: [], largeObjects: { count: 0, checksum: '0' } };
  const restored = compare.facts({ tables, ...nothing }, { tables: found, ...nothing });
  return {
    how: 'restored',
    differences: [...differences, ...restored.map(({ words }) => `data.sql restored: ${words}`)],
    unverified: [],
  };
}

/** Triggers and rules that fire even where the session asks them not to: data.sql cannot be restored past them. */
async function firingAlways(connection: Connection): Promise<string[]> {
  const session = await connect(connection);
  try {
    const rows = await session.query<{ words: string }>(`
      select format('the trigger %I of %s', tgname, tgrelid::regclass) as words from pg_trigger
       where tgenabled in ('A', 'R') and not tgisinternal
      union all
      select format('the rule %I of %s', rulename, ev_class::regclass) from pg_rewrite where ev_enabled in ('A', 'R')
      order by 1`);
    return rows.map(({ words }) => words);
  } finally {
    await session.close();
  }
}
