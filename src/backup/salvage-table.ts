import type { FileHandle } from 'node:fs/promises';
import type { Session } from '../postgres/connection.ts';
import { finish } from '../postgres/finish.ts';
import type { Connection, Toolset } from '../postgres/types.ts';

/** A table as the catalogue describes it. */
export interface DamagedTable {
  /** Quoted, with its schema. */
  readonly name: string;
  /** Columns to copy, quoted; generated ones are computed again. */
  readonly columns: string;
  readonly blocks: number;
}

/** What could be read of one table. */
export interface TableSalvage {
  readonly name: string;
  readonly blocks: number;
  readonly lostBlocks: number;
  /** Single rows lost in blocks that could be read otherwise. */
  readonly lostRows: number;
  /** The first thing PostgreSQL said about the damage; "" when everything was read. */
  readonly problem: string;
}

export interface SalvageSource {
  readonly tools: Toolset;
  readonly connection: Connection;
  /** Opens a connection; waits for a server that just crashed. */
  readonly open: () => Promise<Session>;
}

/** Attempts after which the rest of a table is given up: each takes about 0.2 s. */
const patience = 200;

/**
 * Copies every row of a table that can be read, as COPY text: the whole table at once, and where that fails ever smaller
 * ranges of blocks, then of rows, so that a damaged block costs only its own rows.
 */
export async function salvageTable(from: SalvageSource, table: DamagedTable, to: FileHandle): Promise<TableSalvage> {
  let attempts = 0;
  let problem = '';
  let lostBlocks = 0;
  let lostRows = 0;
  const copy = async (where: string): Promise<boolean> => {
    const { size } = await to.stat();
    attempts++;
    try {
      await copyOut(from, `copy (select ${table.columns} from only ${table.name}${where}) to stdout`, to);
      return true;
    } catch (error) {
      problem ||= (error as Error).message;
      await to.truncate(size);
      return false;
    }
  };
  const between = (start: string, end: string) => ` where ctid >= '${start}' and ctid < '${end}'`;
  const rows = async (ids: readonly string[]): Promise<void> => {
    if (ids.length === 0 || (await copy(` where ctid = any ('{${ids.map((id) => `"${id}"`).join(',')}}')`))) return;
    if (ids.length === 1 || attempts > patience) lostRows += ids.length;
    else for (const half of halves(ids)) await rows(half);
  };
  const blocks = async (start: number, end: number): Promise<void> => {
    if (await copy(between(`(${start},0)`, `(${end},0)`))) return;
    if (attempts > patience) lostBlocks += end - start;
    else if (end - start > 1) {
      const middle = Math.floor((start + end) / 2);
      await blocks(start, middle);
      await blocks(middle, end);
    } else {
      const ids = await rowIds(from, table.name, between(`(${start},0)`, `(${end},0)`));
      if (ids) await rows(ids);
      else lostBlocks++;
    }
  };
  await to.appendFile(`\nCOPY ${table.name} (${table.columns}) FROM stdin;\n`);
  if (!(await copy(''))) await blocks(0, Math.max(1, table.blocks));
  await to.appendFile('\\.\n');
  return { name: table.name, blocks: table.blocks, lostBlocks, lostRows, problem };
}

const halves = <T>(all: readonly T[]) => {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
};

/** The ids of the rows in a block, without their contents; null when the block itself cannot be read. */
async function rowIds(from: SalvageSource, table: string, where: string): Promise<string[] | null> {
  const session = await from.open();
  try {
    const rows = await session.query<{ id: string }>(`select ctid::text as id from only ${table}${where}`);
    return rows.map((row) => row.id);
  } catch {
    return null; // Counted as a lost block, with the words of the attempt before.
  } finally {
    await session.close();
  }
}

/** Appends psql's output; an error leaves the rest of it in the file, for the caller to cut off. */
async function copyOut(from: SalvageSource, sql: string, to: FileHandle): Promise<void> {
  // A damaged index must not decide which rows are found.
  const plain = 'set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off';
  const args = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', plain, '-c', sql];
  const child = from.tools.start('psql', args, from.connection, { stdin: 'ignore' });
  const ended = finish(child, 'psql');
  ended.catch(() => undefined); // Awaited below, after everything it wrote.
  for await (const chunk of child.stdout ?? []) await to.appendFile(chunk as Buffer);
  try {
    await ended;
  } catch (error) {
    if ((error as { code?: string }).code === 'program-lost-server') await (await from.open()).close();
    throw error;
  }
}
