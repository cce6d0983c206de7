import type { Facts, SequenceFacts, TableFacts } from '../postgres/types.ts';

/** One difference between a database and its restored copy. */
export interface Difference {
  readonly object: string;
  /** For people: "public.users: 48,210 rows in the database, 48,209 in the copy". */
  readonly words: string;
}

/** Every difference between the facts of a database and of its copy; none means that all of it is there. Pure. */
export function compareFacts(source: Facts, copy: Facts): Difference[] {
  return [
    ...pair(source.tables, copy.tables, 'table', tableWords),
    ...pair(source.sequences, copy.sequences, 'sequence', sequenceWords),
    ...largeObjectWords(source.largeObjects, copy.largeObjects),
  ];
}

/** Matches by name; what only one side has is a difference. */
function pair<T extends { readonly name: string }>(
  source: readonly T[],
  copy: readonly T[],
  what: string,
  words: (source: T, copy: T) => string | null,
): Difference[] {
  const inCopy = new Map(copy.map((each) => [each.name, each]));
  const found: Difference[] = [];
  for (const each of source) {
    const other = inCopy.get(each.name);
    inCopy.delete(each.name);
    const said = other ? words(each, other) : `${each.name}: the ${what} is not in the copy`;
    if (said) found.push({ object: each.name, words: said });
  }
  for (const { name } of inCopy.values())
    found.push({ object: name, words: `${name}: the ${what} is in the copy only` });
  return found;
}

const count = (rows: number) => `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;

function tableWords(source: TableFacts, copy: TableFacts): string | null {
  const { name } = source;
  if (source.kind !== copy.kind) return `${name}: a ${source.kind} in the database, a ${copy.kind} in the copy`;
  if (source.rows !== copy.rows)
    return `${name}: ${count(source.rows)} in the database, ${copy.rows.toLocaleString('en-US')} in the copy`;
  if (source.method !== copy.method)
    return `${name}: hashed as ${source.method} in the database and as ${copy.method} in the copy: not comparable`;
  if (source.checksum !== copy.checksum)
    return `${name}: ${count(source.rows)} on both sides, but not the same content`;
  return null;
}

function sequenceWords(source: SequenceFacts, copy: SequenceFacts): string | null {
  if (source.lastValue === copy.lastValue && source.isCalled === copy.isCalled) return null;
  const state = ({ lastValue, isCalled }: SequenceFacts) => `${lastValue}${isCalled ? '' : ' (not used yet)'}`;
  return `${source.name}: the sequence is at ${state(source)} in the database, at ${state(copy)} in the copy`;
}

function largeObjectWords(source: Facts['largeObjects'], copy: Facts['largeObjects']): Difference[] {
  const object = 'large objects';
  if (source.count !== copy.count)
    return [{ object, words: `large objects: ${source.count} in the database, ${copy.count} in the copy` }];
  if (source.checksum === copy.checksum) return [];
  return [{ object, words: `large objects: ${source.count} on both sides, but not the same content` }];
}

/**
 * Differences between two schema dumps, in words; first as exact text, then statement by statement in any order. Version
 * comments and psql's restriction keys differ from dump to dump and do not count. Pure.
 */
export function compareSchemas(source: string, copy: string): string[] {
  const [a, b] = [lines(source), lines(copy)];
  if (a.join('\n') === b.join('\n')) return [];
  const left = blocks(a);
  const differences: string[] = [];
  for (const block of blocks(b)) {
    const at = left.indexOf(block);
    if (at >= 0) left.splice(at, 1);
    else differences.push(`schema: in the copy only: ${title(block)}`);
  }
  return [...left.map((block) => `schema: not like this in the copy: ${title(block)}`), ...differences];
}

/** Text of things whose comment pg_dump writes as `-- Name: users; Type: TABLE; Schema: public; Owner: postgres`. */
const heading = /^-- (?:Data for )?Name: (.*); Type: ([A-Z ]+); Schema: (\S+);/;

function lines(dump: string): string[] {
  return dump
    .split('\n')
    .filter(
      (line) =>
        !/^(\\(un)?restrict |-- Dumped (from|by) |-- PostgreSQL database dump|-- (Started|Completed) on )/.test(line),
    )
    .map((line) => line.trimEnd());
}

function blocks(all: readonly string[]): string[] {
  const found: string[][] = [[]];
  // Where tables go is set above the heading of the first of them: it is theirs.
  let ahead: string[] = [];
  for (const line of all) {
    if (heading.test(line)) {
      found.push([line, ...ahead]);
      ahead = [];
    } else if (/^SET default_table/.test(line)) ahead.push(line);
    else if (line !== '' && line !== '--') found.at(-1)?.push(line);
  }
  return found.map((block) => inOneOrder(block).join('\n')).filter((block) => block !== '');
}

/** Grants are written in the order of the roles' oids, which are others in the copy; who grants what stays as it is. */
function inOneOrder(block: readonly string[]): readonly string[] {
  const [first = '', ...rest] = block;
  const grants =
    / Type: (DEFAULT )?ACL;/.test(first) &&
    rest.every((line) => /^(ALTER DEFAULT PRIVILEGES|GRANT|REVOKE) /.test(line));
  return grants ? [first, ...rest.sort()] : block;
}

/** "POLICY own on shop.t1" rather than its whole text. */
function title(block: string): string {
  const found = heading.exec(block);
  if (!found) return block.split('\n')[0]?.slice(0, 200) ?? '';
  const [, name, type, schema] = found;
  return `${type?.toLowerCase()} ${schema === '-' ? '' : `${schema}.`}${name}`;
}
