import { oneLine } from '../terminal/clean.ts';

/** PostgreSQL's refusal as the CLI (2.122.1 and 3.1.0, measured) prints it. */
export interface SqlError {
  /** The file it was at: "20251114143022_users.sql", "supabase/seed.sql"; null when it did not say. */
  readonly file: string | null;
  /** One clean line, detail included: "duplicate key value violates … Key (id)=(1) already exists." */
  readonly message: string;
  readonly sqlstate: string;
  /** As far as it was printed, lines kept; null where there is none (seeds, roles). */
  readonly statement: string | null;
}

const colours = /\u001b\[[0-9;]*m/g;

/**
 * The last SQL error in what the CLI wrote on stderr; null when there is none (it failed before any SQL, or said it
 * another way). Pure.
 */
export function readSqlError(stderr: string): SqlError | null {
  const lines = stderr.replace(colours, '').split(/\r?\n/);
  const at = lines.findLastIndex((line) => errorLine.test(line));
  const found = errorLine.exec(lines[at] ?? '');
  if (!found) return null;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => /^Try rerunning the command with --debug/.test(line));
  const told = end < 0 ? rest : rest.slice(0, end);
  const from = told.findIndex((line) => /^At statement: \d+$/.test(line));
  const detail = from < 0 ? told : told.slice(0, from);
  // A line that only points at a column of the one above it.
  const statement = from < 0 ? [] : told.slice(from + 1).filter((line) => !/^\s*\^$/.test(line));
  return {
    file: lines.slice(0, at).reduce<string | null>((last, line) => fileLine.exec(line)?.[1] ?? last, null),
    message: oneLine([found[1] ?? '', ...detail].join(' ')),
    sqlstate: found[2] ?? '',
    statement: statement.join('\n').trim() || null,
  };
}

const errorLine = /^ERROR: (.*) \(SQLSTATE ([0-9A-Z]{5})\)\s*$/;
const fileLine = /^(?:Applying migration|Seeding data from|Seeding globals from) (.+?)\.\.\.\s*$/;
