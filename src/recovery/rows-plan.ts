import type { Facts } from '../postgres/types.ts';
import { partsOf, tableKey } from './qualified.ts';
import type { Rights } from './rights.ts';
import { type Block, keyOf } from './schema-text.ts';

/** Which tables get the backup's rows, and what is in the way. */
export interface RowsPlan {
  /** There now, to be emptied and refilled. */
  readonly refilled: readonly string[];
  /** Not there any more: made again. */
  readonly made: readonly string[];
  /** What the tables are made of now and in the backup does not go together, in words. */
  readonly differing: readonly string[];
  /** What the role may not do, in words. */
  readonly problems: readonly string[];
}

/**
 * Plans `--data-only` and `--table`: rows fit only into a table that is made as it was. A role that may not write a table
 * leaves it where all are asked for (the row check decides), and is refused where it was asked for by name. Pure.
 */
export function planRows(of: {
  readonly tables: readonly string[];
  readonly byName: boolean;
  readonly present: Facts;
  readonly now: readonly Block[];
  readonly past: readonly Block[];
  readonly rights: Rights;
}): RowsPlan {
  const { tables, byName, rights } = of;
  const there = new Set(of.present.tables.map(({ name }) => name));
  const isPart = new Set(of.past.filter(({ kind }) => kind === 'TABLE ATTACH').map(keyOf));
  const made = tables.filter((table) => !there.has(table));
  const present = tables.filter((table) => there.has(table));
  const now = tableTexts(of.now);
  const past = tableTexts(of.past);
  const rightsOf = new Map(rights.tables.map((table) => [`${table.schema}\n${table.name}`, table]));
  const mayWrite = (table: string) => {
    const right = rightsOf.get(tableKey(table));
    return right !== undefined && right.empty !== null && right.insert;
  };
  const refilled = present.filter(mayWrite);
  const watched = rights.quietTriggers ? [] : refilled.filter((table) => rightsOf.get(tableKey(table))?.watched);
  return {
    refilled,
    made: byName ? made : [],
    differing: [
      ...(byName ? [] : made.map((table) => `${table} is not there any more`)),
      ...(byName ? made : [])
        .filter((table) => isPart.has(keyOf({ kind: 'TABLE ATTACH', ...partsOf(table) })))
        .map((table) => `${table} is a partition, and it is not there any more`),
      ...present
        .filter((table) => now.get(tableKey(table)) !== past.get(tableKey(table)))
        .map((table) => `${table} is made differently now`),
    ],
    problems: [
      ...(byName
        ? present.filter((table) => !mayWrite(table)).map((table) => `table ${table} may not be written`)
        : []),
      ...watched.map(
        (table) => `table ${table} has triggers or foreign keys that may not be silenced (session_replication_role)`,
      ),
    ],
  };
}

/** What each table is made of; whose it is does not matter to rows. */
function tableTexts(blocks: readonly Block[]): ReadonlyMap<string, string> {
  const own = (line: string) => !/^(-- |ALTER TABLE .+ OWNER TO )/.test(line);
  return new Map(
    blocks
      .filter(({ kind }) => kind === 'TABLE')
      .map((block) => [`${block.schema}\n${block.name}`, block.text.split('\n').filter(own).join('\n')]),
  );
}

/** A foreign key between two tables. */
export interface Referring {
  readonly from: string;
  readonly to: string;
}

/**
 * Statements that empty these tables: TRUNCATE, which wants every table that refers to be truncated with it, else DELETE,
 * which nobody hears of. Pure.
 */
export function emptyRows(tables: readonly string[], rights: Rights, references: readonly Referring[]): string[] {
  const rightsOf = new Map(rights.tables.map((table) => [`${table.schema}\n${table.name}`, table]));
  const of = (table: string) => rightsOf.get(tableKey(table));
  const whole = new Set(tables.filter((table) => of(table)?.empty === 'TRUNCATE' && !of(table)?.condition));
  const held = () => references.filter(({ from, to }) => whole.has(to) && !whole.has(from));
  for (let out = held(); out.length > 0; out = held()) for (const { to } of out) whole.delete(to);
  return [
    ...tables
      .filter((table) => !whole.has(table))
      .map((table) => `DELETE FROM ONLY ${table} ${of(table)?.condition ?? ''}`.trimEnd()),
    ...(whole.size > 0 ? [`TRUNCATE ONLY ${[...whole].join(', ONLY ')}`] : []),
  ];
}

/** Arguments of pg_restore that take the rows of these relations ("schema\nname"), one run for each schema. */
export function rowsArguments(relations: readonly string[]): string[][] {
  const bySchema = new Map<string, string[]>();
  for (const relation of relations) {
    const [schema = '', name = ''] = relation.split('\n');
    bySchema.set(schema, [...(bySchema.get(schema) ?? []), name]);
  }
  return [...bySchema].map(([schema, names]) => [
    '--data-only',
    '-n',
    schema,
    ...names.flatMap((name) => ['-t', name]),
  ]);
}
