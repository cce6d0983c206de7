import { literal } from '../qualified.ts';
import type { Mapping } from './columns.ts';
import { own } from './keys.ts';
import type { Shape } from './shape.ts';

/** Rows that go into one table. */
export interface Filling {
  readonly shape: Shape;
  readonly mapping: Mapping;
  readonly rows: number;
}

/** Where the rows of the table at this place of the order wait inside the transaction. */
export const waiting = (at: number) => `pg_temp.permahub_rows_${at}`;

const keyText = ({ mapping }: Filling, alias: string) =>
  `array[${mapping.key.map((column) => `pg_catalog.format('%s', ${alias}.${column})`).join(', ')}]`;
const rowText = (columns: readonly string[], alias: string) =>
  `row(${columns.map((column) => `${alias}.${column}`).join(', ')})::text`;
const sumOf = ({ shape }: Filling, but: string) =>
  `select pg_catalog.count(*) || ' ' || coalesce(pg_catalog.sum(pg_catalog.hashtextextended(t::text, 0)), 0) from ${own(shape, 't')} ${but}`;

/** Locks the tables against other writers, and remembers what each holds. Pure. */
export function beforeRows(fillings: readonly Filling[]): string {
  return fillings
    .map(
      (filling, at) => `LOCK TABLE ${filling.shape.name} IN SHARE ROW EXCLUSIVE MODE;
SELECT pg_catalog.set_config('permahub.before_${at}', (${sumOf(filling, '')}), true);
CREATE TEMPORARY TABLE permahub_rows_${at} ON COMMIT DROP AS SELECT ${filling.mapping.columns.join(', ')} FROM ${filling.shape.name} WITH NO DATA;
`,
    )
    .join('');
}

/** Puts the waiting rows in, with the keys they had; generated columns make themselves. Pure. */
export function insertRows({ shape, mapping }: Filling, at: number): string {
  const written = mapping.columns.filter((column) => !mapping.generated.includes(column)).join(', ');
  return `INSERT INTO ${shape.name} (${written}) OVERRIDING SYSTEM VALUE SELECT ${written} FROM ${waiting(at)};\n`;
}

/**
 * Fails inside the transaction unless the table holds exactly what it held and these rows, each as it waits: a trigger, a
 * rule or a generated column that makes something else of one is found here. Pure.
 */
export function checkRows(filling: Filling, at: number): string {
  const { shape, mapping, rows } = filling;
  const among = `EXISTS (SELECT FROM ${waiting(at)} w WHERE ${keyText(filling, 'w')} = ${keyText(filling, 't')})`;
  return `DO $permahub$
DECLARE
  found bigint;
BEGIN
  SELECT pg_catalog.count(*) INTO found FROM ${waiting(at)};
  IF found <> ${rows} THEN RAISE EXCEPTION '% rows of % came instead of ${rows}', found, ${literal(shape.name)}; END IF;
  SELECT pg_catalog.count(*) INTO found FROM ${waiting(at)} w JOIN ${own(shape, 't')} ON ${keyText(filling, 'w')} = ${keyText(filling, 't')}
   WHERE ${rowText(mapping.columns, 'w')} = ${rowText(mapping.columns, 't')};
  IF found <> ${rows} THEN
    RAISE EXCEPTION '% of ${rows} rows of % would not be as they were: a trigger, a rule or a generated column changes them', ${rows} - found, ${literal(shape.name)};
  END IF;
  IF (${sumOf(filling, `WHERE NOT ${among}`)}) <> pg_catalog.current_setting('permahub.before_${at}') THEN
    RAISE EXCEPTION 'rows of % that were there would change', ${literal(shape.name)};
  END IF;
END
$permahub$;
`;
}

/** Raises the table's sequences above the keys that were put back; never lowers one. Pure. */
export function raiseSequences({ shape, mapping }: Filling, at: number): string {
  return shape.sequences
    .filter(({ column }) => mapping.columns.includes(column))
    .map(
      ({ column, sequence }) => `DO $permahub$
DECLARE
  upwards boolean;
  last bigint;
  used boolean;
  reached bigint;
BEGIN
  SELECT seqincrement > 0 INTO upwards FROM pg_catalog.pg_sequence WHERE seqrelid = ${literal(sequence)}::pg_catalog.regclass;
  SELECT last_value, is_called INTO last, used FROM ${sequence};
  SELECT CASE WHEN upwards THEN pg_catalog.max(${column}) ELSE pg_catalog.min(${column}) END INTO reached FROM ${waiting(at)};
  IF upwards AND (reached > last OR reached = last AND NOT used) OR NOT upwards AND (reached < last OR reached = last AND NOT used) THEN
    PERFORM pg_catalog.setval(${literal(sequence)}::pg_catalog.regclass, reached);
  END IF;
END
$permahub$;
`,
    )
    .join('');
}
