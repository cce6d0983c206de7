import type { Programs } from '../postgres/programs.ts';
import { pump, type Sink } from '../postgres/pump.ts';
import type { Connection, Toolset } from '../postgres/types.ts';
import type { RowText } from './copy-blocks.ts';
import { InsertRows } from './insert-rows.ts';
import type { PartWriter } from './part-file.ts';

/** Measured: about 50 restore fastest; single rows take several times as long (docs/performance.md). */
const rowsPerInsert = 50;

/** What a person must know, and what makes foreign keys and triggers leave the rows alone while they come back. */
const head = `-- The rows of the database as INSERT statements, for a database that has the schema and no rows:
--   psql -X -1 -v ON_ERROR_STOP=1 -f ..._schema.sql DATABASE
--   psql -X -1 -v ON_ERROR_STOP=1 -f ..._data.sql DATABASE
-- Foreign keys and triggers are switched off for the session that restores it: they were satisfied when the rows were
-- written. This takes a superuser, or on Supabase the role "postgres".
SET session_replication_role = replica;

`;
const tail = `
RESET session_replication_role;
`;

/**
 * Writes data.sql from a database and reads the rows back as they pass. Taken from the restored copy, equal rows mean that
 * the copy gives, byte for byte, what full.sql holds. Failures: those of pg_dump and of writing.
 */
export async function writeData(of: {
  readonly programs: Programs;
  readonly from: { readonly tools: Toolset; readonly connection: Connection };
  readonly snapshot?: string;
  readonly to: PartWriter;
  /** Is given all of the file, or the first statement of every table. */
  readonly try: { readonly what: 'all' | 'first'; readonly sink: Sink };
}): Promise<RowText> {
  const { programs, from, to } = of;
  const args = [
    ...['--data-only', '--column-inserts', `--rows-per-insert=${rowsPerInsert}`, '--no-password'],
    ...(of.snapshot ? [`--snapshot=${of.snapshot}`] : []),
  ];
  const dump = programs.start('pg_dump', args, from.connection, 'ignore', from.tools);
  const all = of.try.what === 'all';
  let firsts: Buffer[] = [];
  const rows = new InsertRows((piece) => {
    if (!all) firsts.push(Buffer.from(piece));
  });
  const both = async (chunk: Buffer) => {
    await Promise.all([to.write(chunk), all ? of.try.sink(chunk) : undefined]);
  };
  await both(Buffer.from(head));
  if (!all) await of.try.sink(Buffer.from(head));
  await pump(dump.child, both, async (chunk) => {
    rows.push(chunk);
    const pieces = firsts;
    firsts = [];
    for (const piece of pieces) await of.try.sink(piece);
  });
  await dump.ended;
  await both(Buffer.from(tail));
  return rows.finish();
}

/** What differs between the rows of full.sql and of data.sql, in words. Pure. */
export function compareRowText(full: RowText, data: RowText): string[] {
  const differences: string[] = [];
  for (const table of new Set([...full.tables.keys(), ...data.tables.keys()])) {
    // A table without rows has no INSERT statement.
    const inData = data.tables.get(table) ?? emptyRows;
    if (full.tables.get(table) !== inData) differences.push(`${table}: the rows in data.sql are not those in full.sql`);
  }
  if (full.sequences.join('\n') !== data.sequences.join('\n'))
    differences.push('the sequence values in data.sql are not those in full.sql');
  if (full.largeObjects !== data.largeObjects)
    differences.push('the large objects in data.sql are not those in full.sql');
  return differences;
}

/** SHA-256 of nothing. */
const emptyRows = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
