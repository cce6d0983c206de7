import { oneLine, shortened } from './clean.ts';
import type { Line, Tone } from './style.ts';
import { counted } from './words.ts';
import { indented } from './wrap.ts';

/** What people are told of migrations after a push or up. */
export interface MigrationsInput {
  /** Both null when that could not be read. */
  readonly applied: readonly string[] | null;
  readonly notApplied: readonly string[] | null;
  /** null when the command ended well. */
  readonly failed: {
    readonly file: string | null;
    readonly line: number | null;
    readonly statement: string | null;
    readonly error: string | null;
    readonly sqlstate: string | null;
    readonly from: 'run' | 'rehearsal' | null;
  } | null;
}

const labelWidth = 13;
const shownFiles = 8;
const shownStatement = 3;

/** Which migrations are applied and which are not, and, when it failed, where and why. */
export function migrationLines(input: MigrationsInput, signal: string | null): Line[] {
  const { applied, notApplied, failed } = input;
  const listed = (files: readonly string[] | null, tone: Tone) =>
    files === null ? [danger('could not be read')] : files.length === 0 ? [plain('none')] : fileLines(files, tone);
  const all = failed === null && (notApplied ?? []).length === 0;
  return [
    ...section('Failed', failed === null ? [] : failedLines(failed, applied, signal)),
    ...section('Applied', listed(applied, 'plain')),
    ...section('Not applied', all && notApplied !== null ? [] : listed(notApplied, 'danger')),
  ];
}

/** The ways on after a failed push or up; never a reset. `backup` is what undo puts back, null when there is none. */
export function waysOn(of: { readonly command: string; readonly backup: string | null }): Line[] {
  return [
    { text: '  Do not reset. Ways on:', tone: 'danger' },
    ...way('mend the migration file, then start again', oneLine(of.command)),
    ...way('see how the database differs from the migrations', 'supabase db diff'),
    ...(of.backup === null
      ? []
      : [...way('put back what was there before', 'permahub undo'), plain(`      (${of.backup})`)]),
  ];
}

function failedLines(
  { file, line, statement, error, sqlstate, from }: NonNullable<MigrationsInput['failed']>,
  applied: readonly string[] | null,
  signal: string | null,
): Line[] {
  const place = file === null ? null : `${oneLine(file)}${line === null ? '' : `, line ${line}`}`;
  // Nobody said where: the first that is missing is all that is known.
  const where = place !== null && from === null ? `${place} is the first that is not applied` : place;
  const before = where === null && applied?.length === 0 ? 'before any migration was applied' : null;
  const code = sqlstate === null ? '' : ` (SQLSTATE ${sqlstate})`;
  const own = signal === null ? ["The CLI's own message stands above."] : [];
  const why = error === null ? own : [`${from === 'rehearsal' ? 'In rehearsal: ' : ''}${oneLine(error)}${code}`];
  return [...[where ?? before ?? []].flat().map(danger), ...why.map(danger), ...statementLines(statement)];
}

function statementLines(statement: string | null): Line[] {
  if (statement === null) return [];
  const all = statement.split('\n').filter((text) => text.trim() !== '');
  const lines = all.slice(0, shownStatement).map((text) => plain(`  ${shortened(text, 76 - labelWidth)}`));
  return all.length > lines.length ? [...lines, plain('  …')] : lines;
}

function fileLines(files: readonly string[], tone: Tone): Line[] {
  // "and 1 more" would take the line the file itself can have.
  const top = files.length <= shownFiles + 1 ? files : files.slice(0, shownFiles);
  const rest = files.length - top.length;
  const names = top.map((file) => ({ text: oneLine(file.slice(file.lastIndexOf('/') + 1)), tone }));
  return rest === 0 ? names : [...names, { text: `and ${counted(rest, 'more file')}`, tone }];
}

/** What is done, then the command on a line of its own, whole, so that it can be copied. */
function way(what: string, command: string): Line[] {
  return [...indented(`- ${what}:`, 4).map(plain), { ...plain(`      ${command}`), whole: true }];
}

/** A label at the left, its lines beside it, wrapped; nothing when there are none. */
function section(label: string, body: readonly Line[]): Line[] {
  const lines = body.flatMap(({ text, tone }) =>
    text.startsWith('  ')
      ? [{ text: ' '.repeat(labelWidth + 2) + text, tone }]
      : indented(text, labelWidth + 2).map((wrapped) => ({ text: wrapped, tone })),
  );
  return lines.map(({ text, tone }, at) =>
    at === 0 ? { text: `  ${label.padEnd(labelWidth)}${text.slice(labelWidth + 2)}`, tone } : { text, tone },
  );
}

function plain(text: string): Line {
  return { text, tone: 'plain' };
}

function danger(text: string): Line {
  return { text, tone: 'danger' };
}
