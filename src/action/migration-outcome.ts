import type { Said } from '../rehearsal/failure.ts';
import type { RehearsalFailure } from '../rehearsal/types.ts';
import type { SqlSource } from '../target/sql/types.ts';
import type { Outcome } from './types.ts';

/** What a push or up did to the migrations that were pending. */
export interface MigrationOutcome {
  /** Files, in their order; both null when the history could not be read afterwards. */
  readonly applied: readonly string[] | null;
  readonly notApplied: readonly string[] | null;
  /** null when the command ended well. */
  readonly failed: MigrationFailure | null;
}

interface MigrationFailure {
  /** The file it failed in; null when it ended before any, or nobody knows. */
  readonly file: string | null;
  readonly line: number | null;
  /** As far as the CLI printed it. */
  readonly statement: string | null;
  /** PostgreSQL's own words; null when only the CLI's screen has them. */
  readonly error: string | null;
  readonly sqlstate: string | null;
  /** Who said so: this run, or the rehearsal that failed in the same file. */
  readonly from: 'run' | 'rehearsal' | null;
}

/**
 * Which of the pending migrations are applied, by the history before and after, and where it failed: what the CLI said of
 * an SQL error, else the same file's failure in rehearsal, else the first that is missing. One transaction per migration
 * (both CLIs, measured): what failed is not in the history. Pure.
 */
export function migrationOutcome(of: {
  readonly pending: readonly SqlSource[];
  /** Versions in the history; `after` null when it could not be read. */
  readonly before: readonly string[];
  readonly after: readonly string[] | null;
  readonly outcome: Outcome;
  /** Read from what the CLI said; null when that was not kept. */
  readonly said: Said | null;
  readonly rehearsed: RehearsalFailure | null;
}): MigrationOutcome {
  const pending = of.pending.filter(
    ({ kind, version }) => kind === 'migration' && version !== null && !of.before.includes(version),
  );
  const { after } = of;
  const isApplied = ({ version }: SqlSource) => after?.includes(version ?? '') === true;
  const missing = after === null ? [] : pending.filter((source) => !isApplied(source));
  const { status, signal } = of.outcome;
  const failed = status === 0 && signal === null ? null : failure(of, missing);
  if (after === null) return { applied: null, notApplied: null, failed };
  return {
    applied: pending.filter(isApplied).map(({ file }) => file),
    notApplied: missing.map(({ file }) => file),
    failed,
  };
}

const sqlError = /^ERROR:\s*(.*?)(?:\s*\(SQLSTATE ([0-9A-Z]{5})\))?$/;

function failure(
  { pending, said, rehearsed, outcome }: Parameters<typeof migrationOutcome>[0],
  missing: readonly SqlSource[],
): MigrationFailure {
  const words = sqlError.exec(said?.message ?? '');
  if (said && words) {
    const source = pending.find(({ file }) => said.file !== null && baseOf(file) === baseOf(said.file));
    return {
      file: source?.file ?? said.file,
      line: source && said.statement ? lineOf(source.text, said.statement) : null,
      statement: said.statement,
      error: words[1] ?? '',
      sqlstate: words[2] ?? null,
      from: 'run',
    };
  }
  const first = missing[0]?.file ?? null;
  const none = { line: null, statement: null, error: null, sqlstate: null, from: null };
  // What the CLI said is no SQL error: it ended before the first file.
  if (said && outcome.signal === null) return { file: null, ...none };
  if (rehearsed?.file && first && baseOf(rehearsed.file) === baseOf(first)) {
    const [, error = rehearsed.message, sqlstate = null] = sqlError.exec(rehearsed.message) ?? [];
    const { line, statement } = rehearsed;
    return { file: first, line, statement, error, sqlstate, from: 'rehearsal' };
  }
  return { file: first, ...none };
}

/** The line on which the statement begins, when it stands in the file once. */
function lineOf(text: string, statement: string): number | null {
  const at = text.indexOf(statement);
  return at < 0 || text.includes(statement, at + 1) ? null : text.slice(0, at).split('\n').length;
}

function baseOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
