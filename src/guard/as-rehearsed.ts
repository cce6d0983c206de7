import type { Outcome } from '../action/types.ts';
import type { TableCount } from '../postgres/row-counts.ts';
import { schemaChange, schemaDifferences } from '../rehearsal/diff-schema.ts';
import { outcomeDifferences } from '../rehearsal/outcome-differences.ts';
import type { Impact, SchemaChange } from '../rehearsal/types.ts';
import type { Compared } from '../terminal/after.ts';
import type { Measured, Schema } from './measure-after.ts';

/** What was compared with the rehearsal; null what was not. */
interface AsRehearsed {
  /** How the real run ended otherwise. */
  readonly ended: string | null;
  readonly rows: Compared | null;
  readonly schema: Compared | null;
}

/**
 * Rows and schema after the real run, compared with the rehearsal: null where there was none, or where the command is none
 * whose schema is looked at. Of a run that ended otherwise than its rehearsal only that is said. Pure.
 */
export function asRehearsed(of: {
  readonly impact: Impact;
  readonly outcome: Outcome;
  readonly rows: Measured<readonly TableCount[]>;
  readonly before: Schema | null;
  readonly after: Schema | null;
}): AsRehearsed {
  const { impact, outcome, rows, before, after } = of;
  const nothing = { ended: null, rows: null, schema: null };
  if (impact.kind !== 'rehearsed') return nothing;
  const [lack] = impact.lacking;
  if (lack !== undefined) return { ...nothing, rows: { why: lack }, schema: before && after ? { why: lack } : null };
  if (impact.status !== outcome.status || impact.signal !== outcome.signal)
    return { ...nothing, ended: `the rehearsal ${end(impact)}, the real run ${end(outcome)}` };
  return {
    ended: null,
    rows:
      'why' in rows
        ? rows
        : { differences: outcomeDifferences(impact, new Map(rows.is.map((table) => [table.name, table.rows]))) },
    schema: before && after && outcome.status === 0 ? schemas(impact.diff.schema, before, after) : null,
  };
}

function schemas(rehearsed: SchemaChange | undefined, before: Schema, after: Schema): Compared {
  if ('why' in before.catalog) return before.catalog;
  if ('why' in after.catalog) return after.catalog;
  if (!rehearsed) return { why: 'the rehearsal did not read it' };
  return { differences: schemaDifferences(rehearsed, schemaChange(before.catalog.is, after.catalog.is)) };
}

function end({ status, signal }: Pick<Outcome, 'status' | 'signal'>): string {
  return signal === null ? `ended with status ${status}` : `was ended by ${signal}`;
}
