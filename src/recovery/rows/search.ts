import { Failure } from '../../failures.ts';
import type { Session } from '../../postgres/connection.ts';
import { mapColumns } from './columns.ts';
import { type Conflict, conflictsOf } from './conflicts.ts';
import { asText, own } from './keys.ts';
import { insertOrder } from './order.ts';
import { chooseDependants, chooseParents, isAt, makeSet, prepareSets, type SetOf, withhold } from './sets.ts';
import type { ForeignKey, Shape } from './shape.ts';

/** What a backup has of a table that is missing now, ready to be put back. */
export interface Lost {
  /** Parents first. */
  readonly tables: readonly LostTable[];
  readonly conflicts: readonly Conflict[];
  /** Rows left out because what they refer to is left out. */
  readonly withheld: number;
  /** Foreign keys that lead round among these tables. */
  readonly cycles: readonly ForeignKey[];
  /** True things a person has to know. */
  readonly notes: readonly string[];
}

export interface LostTable {
  readonly set: SetOf;
  readonly asked: number;
  readonly dependants: number;
  readonly parents: number;
  /** Keys as texts: the first few, and the lowest and highest. */
  readonly first: readonly string[];
  readonly range: readonly [string, string] | null;
}

export interface Searching {
  readonly live: Session;
  /** A session in the restored copy, where everything is worked out. */
  readonly copy: Session;
  readonly now: ReadonlyMap<string, Shape>;
  readonly past: ReadonlyMap<string, Shape>;
  readonly table: string;
  /** SQL condition of a person, null for every missing row. */
  readonly where: string | null;
}

/**
 * Finds the rows of the table that the copy has and the database has not, with what hangs on them and what they refer to. Null
 * when nothing is missing. Failures: usage (the condition), rows-unfit (65).
 */
export async function searchLost(of: Searching): Promise<Lost | null> {
  const { live, copy, now, table } = of;
  await prepareSets(copy);
  const notes: string[] = [];
  const sets = new Map<string, SetOf>();
  const setOf = async (name: string): Promise<SetOf | string> => {
    const known = sets.get(name);
    if (known) return known;
    const shape = now.get(name) as Shape;
    const past = of.past.get(name);
    const mapped = mapColumns(shape, past);
    if ('problem' in mapped) return mapped.problem;
    const made = await makeSet(copy, live, { shape, past: past as Shape, mapping: mapped.mapping }, sets.size);
    sets.set(name, made);
    return made;
  };
  const root = await setOf(table);
  if (typeof root === 'string') throw new Failure('rows-unfit', { problem: root });
  if ((await chooseAsked(of, root)) === 0) return null;
  const keys = [...now.values()]
    .flatMap(({ foreignKeys }) => foreignKeys)
    .filter(({ from, to, columns, toColumns }) => has(of.past, from, columns) && has(of.past, to, toColumns));
  await follow({ ...of, keys, sets, setOf, notes });
  const conflicts = await conflictsOf({ ...of, sets: [...sets.values()] });
  const withheld = await withholdAll(copy, keys, sets);
  const tables = await Promise.all([...sets.values()].map((set) => describe(copy, set)));
  const chosen = new Map(tables.filter(total).map((each) => [each.set.shape.name, each]));
  await refuseLabels(copy, [...chosen.values()]);
  const order = insertOrder([...chosen.keys()], keys);
  return {
    tables: order.tables.map((name) => chosen.get(name) as LostTable),
    conflicts,
    withheld,
    cycles: order.cycles,
    notes: [...notes, ...unlinkNotes(keys, chosen), ...columnNotes([...chosen.values()])],
  };
}

/** How many rows of it are put back. */
export function total({ asked, dependants, parents }: LostTable): number {
  return asked + dependants + parents;
}

function has(shapes: ReadonlyMap<string, Shape>, table: string, columns: readonly string[]): boolean {
  const names = shapes.get(table)?.columns.map(({ name }) => name);
  return names !== undefined && columns.every((column) => names.includes(column));
}

/** The condition is SQL of a person: it is evaluated in the copy, as one statement that cannot write. */
async function chooseAsked({ copy, where }: Searching, { shape, missing, chosen }: SetOf): Promise<number> {
  const places = `select m.o::text as o, m.c::text as c from ${missing} m join (select tableoid as o, ctid as c from ${own(shape, '')} where $1::int = 1 and (\n${where ?? 'true'}\n)) t on t.o = m.o and t.c = m.c`;
  await copy.query('begin transaction read only');
  let rows: { o: string; c: string }[];
  try {
    const schemas = [...new Set([shape.name.slice(0, shape.name.lastIndexOf('.')), 'public', 'extensions'])];
    await copy.query(`set local search_path = ${schemas.join(', ')}`);
    rows = await copy.query(places, [1]);
  } catch (error) {
    if (error instanceof Failure && error.code === 'query-failed' && where !== null)
      throw new Failure('usage', { problem: `--where: ${error.detail.problem}`, verb: 'recover rows' });
    throw error;
  } finally {
    await copy.query('rollback');
  }
  await copy.query(
    `insert into ${chosen} select x.o::oid, x.c::tid, 'asked' from unnest($1::text[], $2::text[]) x(o, c)`,
    [rows.map(({ o }) => o), rows.map(({ c }) => c)],
  );
  return rows.length;
}

interface Following extends Searching {
  readonly keys: readonly ForeignKey[];
  readonly sets: ReadonlyMap<string, SetOf>;
  readonly setOf: (name: string) => Promise<SetOf | string>;
  readonly notes: string[];
}

/** Dependants and parents, until nothing more comes. */
async function follow({ copy, table, keys, sets, setOf, notes }: Following): Promise<void> {
  // Tables with rows whose dependants come along, and tables with any chosen row.
  const [leading, chosen] = [new Set([table]), new Set([table])];
  const unfit = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const fk of keys) {
      if (leading.has(fk.to) && !unfit.has(fk.from)) {
        const child = await setOf(fk.from);
        if (typeof child === 'string') {
          unfit.add(fk.from);
          notes.push(`Rows that refer to ${fk.to} are not looked for in ${fk.from}: ${child}.`);
        } else if ((await chooseDependants(copy, child, sets.get(fk.to) as SetOf, fk)) > 0) {
          grew = true;
          for (const each of [leading, chosen]) each.add(fk.from);
        }
      }
      if (chosen.has(fk.from)) {
        const parent = await setOf(fk.to);
        if (typeof parent === 'string') throw new Failure('rows-unfit', { problem: parent });
        if ((await chooseParents(copy, sets.get(fk.from) as SetOf, parent, fk)) > 0) {
          grew = true;
          chosen.add(fk.to);
        }
      }
    }
  }
}

async function withholdAll(
  copy: Session,
  keys: readonly ForeignKey[],
  sets: ReadonlyMap<string, SetOf>,
): Promise<number> {
  let sum = 0;
  for (let more = true; more; ) {
    more = false;
    for (const fk of keys) {
      const [child, parent] = [sets.get(fk.from), sets.get(fk.to)];
      const out = child && parent ? await withhold(copy, child, parent, fk) : 0;
      sum += out;
      more = more || out > 0;
    }
  }
  return sum;
}

const shownKeys = 5;

async function describe(copy: Session, set: SetOf): Promise<LostTable> {
  const { shape, mapping, chosen } = set;
  const count = (why: string) => `count(*) filter (where why = '${why}')::int`;
  const [row] = await copy.query<{ asked: number; dependants: number; parents: number }>(
    `select ${count('asked')} as asked, ${count('dependant')} as dependants, ${count('parent')} as parents from ${chosen}`,
  );
  const by = (direction: string) => mapping.key.map((column) => `t.${column} ${direction}`).join(', ');
  const keys = (direction: string, limit: number) =>
    copy.query<{ key: string }>(
      `select ${asText(mapping.key.map((column) => `t.${column}`))} as key from ${own(shape, 't')} join ${chosen} s on ${isAt('t', 's')}
        order by ${by(direction)} limit ${limit}`,
    );
  const first = (await keys('asc', shownKeys)).map(({ key }) => key);
  const [last] = await keys('desc', 1);
  return {
    ...{ set, asked: row?.asked ?? 0, dependants: row?.dependants ?? 0, parents: row?.parents ?? 0 },
    first,
    range: first[0] && last ? [first[0], last.key] : null,
  };
}

/** Rows whose enum value there is no more cannot be put back as they were. */
async function refuseLabels(copy: Session, tables: readonly LostTable[]): Promise<void> {
  for (const { set } of tables)
    for (const { column, labels } of set.mapping.labelsGone) {
      const [row] = await copy.query<{ n: number }>(
        `select count(*)::int as n from ${own(set.shape, 't')} join ${set.chosen} s on ${isAt('t', 's')}
          where pg_catalog.string_to_array(pg_catalog.btrim(t.${column}::text, '{}'), ',') && $1::text[]`,
        [labels],
      );
      if ((row?.n ?? 0) > 0)
        throw new Failure('rows-unfit', {
          problem: `${row?.n} of the rows of ${set.shape.name} have values of ${column} that its type has no more: ${labels.join(', ')}`,
        });
    }
}

/** Rows that stayed are not changed, even where the deletion changed them. */
function unlinkNotes(keys: readonly ForeignKey[], chosen: ReadonlyMap<string, LostTable>): string[] {
  return keys
    .filter(({ to, unlinks }) => unlinks && chosen.has(to))
    .map(
      ({ from, to, columns }) =>
        `Rows of ${from} that stayed may have lost what they said of ${to} (${columns.join(', ')}) when it was deleted: they are not changed.`,
    );
}

function columnNotes(tables: readonly LostTable[]): string[] {
  return tables.flatMap(({ set: { shape, mapping } }) => [
    ...(mapping.onlyThen.length > 0
      ? [`${shape.name} has no place any more for what the backup holds in: ${mapping.onlyThen.join(', ')}.`]
      : []),
    ...(mapping.onlyNow.length > 0
      ? [`${shape.name} has columns made since, which get their defaults: ${mapping.onlyNow.join(', ')}.`]
      : []),
  ]);
}
