import type { Facts } from '../postgres/types.ts';
import { staysAsItIs } from './clean.ts';
import { type Form, isHistory } from './form.ts';
import { bare } from './identifier.ts';
import { ownedSequences } from './owned.ts';
import type { Plan } from './plan.ts';
import { partsOf, tableKey } from './qualified.ts';
import { type Block, blocksOf, keyOf, textOf } from './schema-text.ts';
import type { Restored } from './types.ts';

/** What the database has to hold after a restore, what it holds in a form that can be compared, and what was put back. */
interface Expected {
  readonly expected: Restored;
  readonly seen: Restored;
  readonly put: Facts;
}

/**
 * What has to be there afterwards: of what was put back what the backup holds (`past`), of the rest what was there
 * (`before`). Pure.
 */
export function expectedAfter(of: {
  readonly form: Form;
  readonly past: Restored;
  readonly before: Restored | null;
  readonly found: Restored;
  readonly plan: Pick<Plan, 'made' | 'inventory' | 'left'>;
}): Expected {
  const { form, past, found, plan } = of;
  if (form.kind === 'whole') return { expected: past, seen: found, put: found.facts };
  if (form.kind === 'schema') return structureOnly(past, of.before, found, plan.left);
  const before = of.before as Restored;
  const put = form.kind === 'tables' ? only(past, form.tables) : past.facts;
  const facts = merged(put, before.facts, form.kind === 'tables');
  if (form.kind !== 'clean' && plan.made.length === 0)
    return { expected: { facts, schema: before.schema }, seen: found, put };
  const [a, b, now] = [blocksOf(before.schema), blocksOf(past.schema), blocksOf(found.schema)];
  const wanted = form.kind === 'clean' ? cleaned(a, b, now, plan, past.facts) : withAgain(a, b, plan.made, now);
  return {
    expected: { facts, schema: textOf(inOrderOf(wanted, now)) },
    seen: { ...found, schema: textOf(now) },
    put,
  };
}

/** Rows only in migration histories, sequences unused; materialised views hold what they make of nothing. What was left is as before. */
function structureOnly(past: Restored, before: Restored | null, found: Restored, left: ReadonlySet<string>): Expected {
  const tables = (facts: Facts) => facts.tables.filter(({ kind }) => kind === 'table');
  const isLeft = (kind: string, name: string) => left.has(keyOf({ kind, ...partsOf(name) }));
  const empty = tables(past.facts).filter(({ name }) => !isLeft('TABLE DATA', name));
  const sequences = past.facts.sequences.filter(({ name }) => !isLeft('SEQUENCE', name));
  const put: Facts = {
    tables: empty.map((table) => (isHistory(table.name) ? table : { ...table, rows: 0, checksum: '0' })),
    sequences: sequences.map((sequence) => {
      const now = found.facts.sequences.find(({ name }) => name === sequence.name);
      return { ...sequence, lastValue: now?.lastValue ?? sequence.lastValue, isCalled: false };
    }),
    largeObjects: { count: 0, checksum: '0' },
  };
  const kept = {
    tables: tables(before?.facts ?? past.facts).filter(({ name }) => isLeft('TABLE DATA', name)),
    sequences: (before ?? past).facts.sequences.filter(({ name }) => isLeft('SEQUENCE', name)),
  };
  const facts = {
    ...put,
    tables: [...put.tables, ...kept.tables],
    sequences: [...put.sequences, ...kept.sequences],
  };
  const seen = { ...found, facts: { ...found.facts, tables: tables(found.facts) } };
  return { expected: { ...past, facts }, seen, put };
}

/** The facts of these tables and of the sequences that are theirs. */
function only(past: Restored, names: readonly string[]): Facts {
  const owned = new Set(ownedSequences(names, blocksOf(past.schema)));
  return {
    tables: past.facts.tables.filter(({ name }) => names.includes(name)),
    sequences: past.facts.sequences.filter(({ name }) => owned.has(tableKey(name))),
    largeObjects: { count: 0, checksum: '0' },
  };
}

/** What was put back over what was there. */
function merged(put: Facts, before: Facts, keepLargeObjects: boolean): Facts {
  const over = <T extends { readonly name: string }>(mine: readonly T[], theirs: readonly T[]) => [
    ...mine,
    ...theirs.filter(({ name }) => !mine.some((each) => each.name === name)),
  ];
  return {
    tables: over(put.tables, before.tables),
    sequences: over(put.sequences, before.sequences),
    largeObjects: keepLargeObjects ? before.largeObjects : put.largeObjects,
  };
}

/** `--clean`: the backup's objects, schemas and the like as they were, and whatever else was there and hangs on none of them. */
function cleaned(
  before: readonly Block[],
  past: readonly Block[],
  now: readonly Block[],
  { inventory, left }: Pick<Plan, 'inventory' | 'left'>,
  facts: Facts,
): Block[] {
  const stays = (block: Block) => block.kind === '' || staysAsItIs(block, inventory) || left.has(keyOf(block));
  const stay = new Set(before.filter(stays).map(keyOf));
  const inBackup = new Set(past.map(keyOf));
  const there = new Set(now.map(keyOf));
  // What hung on a table of the backup went with it: an index, a policy or a trigger made since.
  const wentAlong = (block: Block) =>
    !there.has(keyOf(block)) && facts.tables.some(({ name }) => block.text.includes(name));
  return [
    ...before.filter((block) => stay.has(keyOf(block))),
    ...past.filter((block) => !stays(block)),
    ...before.filter(
      (block) =>
        !stay.has(keyOf(block)) && !inBackup.has(keyOf(block)) && block.kind !== 'DEFAULT ACL' && !wentAlong(block),
    ),
  ];
}

/** What was there, and all that the backup says of the tables made again; what others said of them stays gone. */
function withAgain(
  before: readonly Block[],
  past: readonly Block[],
  made: readonly string[],
  now: readonly Block[],
): Block[] {
  const had = new Set(before.map(keyOf));
  const sequences = new Set(ownedSequences(made, past));
  const says = ({ text }: Block) =>
    made.some((table) =>
      text
        .split('\n')
        .some((line) => verbs.some((verb) => ends.some((end) => `${line}\n`.includes(`${verb}${table}${end}`)))),
    );
  const ofSequence = ({ kind, schema, name }: Block) => {
    const own = kind.startsWith('SEQUENCE') ? name : /^SEQUENCE (.+)$/s.exec(name)?.[1];
    return own !== undefined && sequences.has(`${schema}\n${bare(own)}`);
  };
  const again = (block: Block) =>
    block.kind === 'PUBLICATION TABLE'
      ? // Only where the publication is there.
        now.some((each) => keyOf(each) === keyOf(block))
      : partsOfTables.test(block.kind) && (says(block) || ofSequence(block));
  return [...before, ...past.filter((block) => !had.has(keyOf(block)) && again(block))];
}

const partsOfTables =
  /^(TABLE|SEQUENCE|SEQUENCE OWNED BY|DEFAULT|CONSTRAINT|CHECK CONSTRAINT|FK CONSTRAINT|INDEX|TRIGGER|POLICY|RULE|ROW SECURITY|ACL|COMMENT|STATISTICS)$/;
const verbs = [
  'CREATE TABLE ',
  'CREATE UNLOGGED TABLE ',
  'ALTER TABLE ',
  'ALTER TABLE ONLY ',
  ' ON ',
  ' ON TABLE ',
  ' ON COLUMN ',
  ' FROM ',
];
const ends = [' ', ';', '\n', '(', '.'];

/** In the order of another list, the rest behind it: `compareSchemas` needs like beside like. */
function inOrderOf(blocks: readonly Block[], order: readonly Block[]): Block[] {
  const place = new Map(order.map((block, at) => [keyOf(block), at]));
  const at = (block: Block) => place.get(keyOf(block)) ?? order.length;
  return [...blocks].sort((a, b) => at(a) - at(b));
}
