import { connect } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import type { RowText } from './copy-blocks.ts';
import { compareRowText, writeData } from './data-file.ts';
import type { PartWriter } from './part-file.ts';
import type { Proving } from './proving.ts';
import { makeSecondCopy } from './second-copy.ts';
import type { ProofRecord } from './types.ts';

/** Databases up to this size have data.sql restored whole; above, that alone would take longer than everything else. */
const wholeUpTo = 128 * 1024 ** 2;

/** What data.sql is proven by. */
interface ProvingData extends Proving {
  /** Those of full.sql, which was restored. */
  readonly rows: RowText;
  readonly data: PartWriter;
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
export async function proveData(given: ProvingData): Promise<DataProof> {
  const { programs, copy, snapshot, data, compare, sourceFacts } = given;
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
      differences: compareRowText(given.rows, rows),
      unverified: ['data.sql: its rows are those of full.sql, but it was not restored'],
    };
  }
  const always = await firingAlways(copy.connection);
  const second = always.length > 0 ? null : await makeSecondCopy(programs, copy.scratch, given.schema);
  const what = second && snapshot.bytes <= wholeUpTo ? 'all' : 'first';
  const sink = second?.sink ?? (() => undefined);
  const rows = await writeData({ programs, from: copy, to: data, try: { what, sink } });
  await second?.end();
  const differences = compareRowText(given.rows, rows);
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
