import type { FileHandle } from 'node:fs/promises';
import type { Session } from '../postgres/connection.ts';
import { finish } from '../postgres/finish.ts';
import type { Program } from '../postgres/types.ts';
import { type SalvagedFile, writeSalvage } from './salvage-file.ts';
import { type DamagedTable, type SalvageSource, salvageTable, type TableSalvage } from './salvage-table.ts';

/** What was read table by table. */
export interface TablesSalvage {
  readonly files: readonly SalvagedFile[];
  readonly tables: readonly TableSalvage[];
  /** What could not be read besides rows, each with its reason. */
  readonly lost: readonly string[];
}

const tables = `
  select c.oid::regclass::text as name, pg_relation_size(c.oid) / current_setting('block_size')::int as blocks,
         (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
   order by 1`;

/**
 * Roles, schema and every readable row into three SQL files beside `base`. What cannot be read is named, never silently
 * left out. Failures: those of connecting, when even the list of tables cannot be read.
 */
export async function salvageTables(from: SalvageSource, base: string): Promise<TablesSalvage> {
  const files: SalvagedFile[] = [];
  const lost: string[] = [];
  const part = async (what: string, path: string, program: Program, args: string[]) => {
    try {
      files.push(await writeSalvage(path, (to) => write(from, program, args, to)));
    } catch (error) {
      lost.push(`${what}: ${(error as Error).message}`);
    }
  };
  await part('the roles', `${base}_roles.sql`, 'pg_dumpall', ['--roles-only', '--no-role-passwords']);
  await part('the schema', `${base}_schema.sql`, 'pg_dump', ['--schema-only']);
  const session = await from.open();
  const all = await session.query<DamagedTable>(tables).finally(() => session.close());
  const salvaged: TableSalvage[] = [];
  const data = await writeSalvage(`${base}_data.sql`, async (to) => {
    await to.appendFile('-- Rows that could be read from a damaged database. Not verified.\n');
    await to.appendFile('SET session_replication_role = replica;\nSET check_function_bodies = off;\n');
    for (const table of all)
      if (table.columns !== null)
        salvaged.push(await salvageTable(from, { ...table, blocks: Number(table.blocks) }, to));
    lost.push(...(await writeSequences(from, to)));
    const { size } = await to.stat();
    try {
      await write(from, 'psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', largeObjects], to);
    } catch (error) {
      await to.truncate(size);
      lost.push(`the large objects: ${(error as Error).message}`);
    }
  });
  return { files: [...files, data], tables: salvaged, lost };
}

const largeObjects = `select format('select pg_catalog.lo_from_bytea(%s, %L);', oid, lo_get(oid)) from pg_largeobject_metadata`;

async function write(from: SalvageSource, program: Program, args: string[], to: FileHandle): Promise<void> {
  const child = from.tools.start(program, args, from.connection, { stdin: 'ignore' });
  const ended = finish(child, program);
  ended.catch(() => undefined); // Awaited below, after everything it wrote.
  for await (const chunk of child.stdout ?? []) await to.appendFile(chunk as Buffer);
  await ended;
}

async function writeSequences(from: SalvageSource, to: FileHandle): Promise<string[]> {
  const lost: string[] = [];
  const session: Session = await from.open();
  try {
    const names = await session.query<{ name: string; text: string }>(
      `select oid::regclass::text as name, quote_literal(oid::regclass::text) as text from pg_class where relkind = 'S' order by 1`,
    );
    for (const { name, text } of names) {
      try {
        const [row] = await session.query<{ value: string; called: boolean }>(
          `select last_value::text as value, is_called as called from ${name}`,
        );
        await to.appendFile(`select pg_catalog.setval(${text}, ${row?.value}, ${row?.called});\n`);
      } catch (error) {
        lost.push(`the sequence ${name}: ${(error as Error).message}`);
      }
    }
  } finally {
    await session.close();
  }
  return lost;
}
