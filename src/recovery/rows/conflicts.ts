import type { Session } from '../../postgres/connection.ts';
import { alsoIn, asText, own } from './keys.ts';
import { isAt, type SetOf } from './sets.ts';
import type { Shape, Unique } from './shape.ts';

/** Rows that are left out because rows that came since hold what must be unique. */
export interface Conflict {
  readonly table: string;
  readonly index: string;
  readonly rows: number;
  /** The values, the first few. */
  readonly first: readonly string[];
}

const shownValues = 5;

/**
 * Takes out of the chosen rows those that a unique index would refuse, and names them. Only indexes that both sides have can be
 * asked about; for any other PostgreSQL's own word stands, and rolls all back.
 */
export async function conflictsOf(of: {
  readonly live: Session;
  readonly copy: Session;
  readonly past: ReadonlyMap<string, Shape>;
  readonly sets: readonly SetOf[];
}): Promise<Conflict[]> {
  const found: Conflict[] = [];
  for (const set of of.sets)
    for (const unique of set.shape.uniques) {
      const known = of.past.get(set.shape.name)?.uniques.some((other) => same(other, unique));
      const conflict = known ? await conflictWith(of, set, unique) : null;
      if (conflict) found.push(conflict);
    }
  return found;
}

async function conflictWith(
  { live, copy }: { readonly live: Session; readonly copy: Session },
  { shape, chosen }: SetOf,
  unique: Unique,
): Promise<Conflict | null> {
  const { expressions, where } = unique;
  // Nulls are never equal to each other, unless an index says so: then PostgreSQL says it.
  const filled = expressions.map((expression) => `(${expression}) is not null`).join(' and ');
  const from = (more: string) =>
    `select ${asText(expressions.map((each) => `(${each})`))} as text${more} from ${own(shape, '')} where ${filled}${where === null ? '' : ` and (${where})`}`;
  const mine = `select x.text, s.o, s.c from (${from(', tableoid, ctid')}) x join ${chosen} s on ${isAt('x', 's')}`;
  const texts = await copy.query<{ text: string }>(`select distinct text from (${mine}) m order by text`);
  const taken = await alsoIn(
    live,
    texts.map(({ text }) => text),
    from(''),
  );
  if (taken.length === 0) return null;
  const [row] = await copy.query<{ n: number }>(
    `with gone as (delete from ${chosen} s using (${mine}) m where s.o = m.o and s.c = m.c and m.text = any ($1::text[]) returning 1)
     select count(*)::int as n from gone`,
    [taken],
  );
  return { table: shape.name, index: unique.name, rows: row?.n ?? 0, first: taken.sort().slice(0, shownValues) };
}

function same(a: Unique, b: Unique): boolean {
  return a.where === b.where && a.expressions.join('\n') === b.expressions.join('\n');
}
