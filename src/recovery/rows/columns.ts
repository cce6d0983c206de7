import type { Shape } from './shape.ts';

/** How the rows of a backup's table go into the table that is there now. */
export interface Mapping {
  readonly key: readonly string[];
  /** On both sides, in the order of now; those in `generated` are compared, not written. */
  readonly columns: readonly string[];
  readonly generated: readonly string[];
  /** Columns whose values of the backup have no place any more. */
  readonly onlyThen: readonly string[];
  /** Columns made since: they get their default. */
  readonly onlyNow: readonly string[];
  /** Values of enums that there are no more, by column. */
  readonly labelsGone: readonly { readonly column: string; readonly labels: readonly string[] }[];
}

/** A mapping, or in words why there is none. */
export type Mapped = { readonly mapping: Mapping } | { readonly problem: string };

/**
 * Maps columns by name. Refused: no key that both sides have, a type that is another one, a new column that must be filled
 * and has no default. Pure.
 */
export function mapColumns(now: Shape, past: Shape | undefined): Mapped {
  if (!past) return { problem: `the backup holds no table ${now.name}` };
  const before = new Map(past.columns.map((column) => [column.name, column]));
  const both = now.columns.filter(({ name }) => before.has(name));
  const names = new Set(both.map(({ name }) => name));
  const keyOf = (columns: readonly string[]) => [...columns].sort().join('\n');
  const keysThen = new Set(past.keys.map(keyOf));
  const key = now.keys.find((columns) => keysThen.has(keyOf(columns)));
  if (!key)
    return {
      problem: `${now.name} has no primary key, and no unique key without nulls, that was there in the backup as well: its rows cannot be told apart`,
    };
  const changed = both.filter((column) => before.get(column.name)?.type !== column.type);
  if (changed.length > 0) {
    const words = changed.map(({ name, type }) => `${name} was ${before.get(name)?.type} and is ${type}`);
    return { problem: `columns of ${now.name} have other types now: ${words.join(', ')}` };
  }
  const onlyNow = now.columns.filter(({ name }) => !names.has(name));
  const unfilled = onlyNow.filter(({ notNull, hasDefault, generated }) => notNull && !hasDefault && !generated);
  if (unfilled.length > 0)
    return {
      problem: `${now.name} has columns that must be filled and are not in the backup: ${unfilled.map(({ name }) => name).join(', ')}`,
    };
  return {
    mapping: {
      key,
      columns: both.map(({ name }) => name),
      generated: both.filter(({ generated }) => generated).map(({ name }) => name),
      onlyThen: past.columns.filter(({ name }) => !now.columns.some((c) => c.name === name)).map(({ name }) => name),
      onlyNow: onlyNow.filter(({ generated }) => !generated).map(({ name }) => name),
      labelsGone: both.flatMap(({ name, labels }) => {
        const had = before.get(name)?.labels ?? [];
        const gone = had.filter((label) => !labels?.includes(label));
        return gone.length > 0 ? [{ column: name, labels: gone }] : [];
      }),
    },
  };
}
