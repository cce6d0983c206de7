import { oneLine } from '../terminal/clean.ts';

/** What docs/migration_failures.log says of one failed migration. Texts are scrubbed by the caller. */
export interface FailureEntry {
  /** ISO 8601 with its time zone. */
  readonly at: string;
  /** PostgreSQL's own words; null when the CLI alone showed them. */
  readonly error: string | null;
  readonly sqlstate: string | null;
  /** The file it failed in; null when no file was reached. */
  readonly migration: string | null;
  readonly line: number | null;
  readonly statement: string | null;
  /** Files that are applied all the same, and those that are not; null when that could not be read. */
  readonly applied: readonly string[] | null;
  readonly notApplied: readonly string[] | null;
  /** The target's key. */
  readonly target: string;
  readonly commit: string | null;
  /** Made just before; null when there was nothing to back up. */
  readonly backup: string | null;
}

/** Characters of a statement that are kept. */
const longest = 500;

/**
 * One entry, in the words of the written procedure, ended by "---": every value is a single clean line, so that none can
 * look like another entry. Pure.
 */
export function failureEntry(entry: FailureEntry): string {
  const { error, sqlstate, migration, line, statement } = entry;
  const lines: readonly (readonly [string, string | null])[] = [
    ['Migration failed at', entry.at],
    [
      'Error',
      error === null ? 'shown by the Supabase CLI only' : `${error}${sqlstate ? ` (SQLSTATE ${sqlstate})` : ''}`,
    ],
    ['Migration', migration === null ? 'none was reached' : `${migration}${line === null ? '' : `:${line}`}`],
    ['Statement', statement === null ? null : cut(oneLine(statement))],
    ['Applied', list(entry.applied)],
    ['Not applied', list(entry.notApplied)],
    ['Target', entry.target],
    ['Git commit', entry.commit ?? 'none'],
    ['Backup', entry.backup ?? 'none'],
  ];
  const said = lines.flatMap(([label, value]) =>
    value === null ? [] : [`${label}${label.endsWith(' at') ? '' : ':'} ${oneLine(value)}`],
  );
  return `${said.join('\n')}\n---\n`;
}

/** An entry as it stands in the log; the log may hold entries written by hand. */
export interface LoggedFailure {
  readonly at: string;
  /** "unknown" where an entry names none. */
  readonly migration: string;
  readonly error: string;
  /** null in entries that name none. */
  readonly target: string | null;
}

/** The entries of a log, in its order. Entries without a date that can be read are left out: nobody knows how old they are. Pure. */
export function parseFailures(log: string): LoggedFailure[] {
  const entries: LoggedFailure[] = [];
  const blocks = log.split(/^(?=Migration failed at )/m);
  for (const block of blocks) {
    const value = (label: string) => new RegExp(`^${label} (.*)$`, 'm').exec(block)?.[1]?.trim();
    const at = value('Migration failed at');
    if (at === undefined || Number.isNaN(Date.parse(at))) continue;
    entries.push({
      at,
      migration: oneLine(value('Migration:') ?? 'unknown'),
      error: oneLine(value('Error:') ?? 'unknown'),
      target: value('Target:') ?? null,
    });
  }
  return entries;
}

function list(files: readonly string[] | null): string {
  if (files === null) return 'could not be read';
  return files.length === 0 ? 'none' : files.join(', ');
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest).join('')}…`;
}
