import type { Lint, SqlFinding, Unparsed } from '../classification/sql/types.ts';
import { oneLine } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';

/** What people see: a block for each file, its findings by line, and a closing line with the counts. */
export function lintScreen(found: Lint, files: number): readonly Line[] {
  const all = [...found.findings, ...found.unparsed];
  const names = [...new Set(all.map(({ file }) => file))];
  const blocks = names.flatMap((name) => block(all.filter(({ file }) => file === name)));
  return [...blocks, closing(found, files)];
}

/** Whether anything in it destroys, may destroy, or could not be read. */
export function isDestructive({ findings, unparsed }: Lint): boolean {
  return unparsed.length > 0 || findings.some(({ effect }) => effect !== 'changes');
}

function block(found: readonly (SqlFinding | Unparsed)[]): readonly Line[] {
  const inOrder = [...found].sort((one, other) => one.line - other.line);
  return [
    ...inOrder.flatMap((one): readonly Line[] => [
      { text: head(one), tone: 'effect' in one && one.effect === 'changes' ? 'plain' : 'danger' },
      ...indented(words(one), 2).map((text) => ({ text, tone: 'plain' as const })),
    ]),
    { text: '', tone: 'plain' },
  ];
}

/** "migrations/1.sql:12  drop-table  public.users"; a path is kept whole, so that it can be followed. */
function head(one: SqlFinding | Unparsed): string {
  const place = `${oneLine(one.file)}:${one.line}`;
  if (!('rule' in one)) return `${place}  unparsed`;
  return [place, one.rule, ...(one.object === null ? [] : [oneLine(one.object)])].join('  ');
}

function words(one: SqlFinding | Unparsed): string {
  const { message } = one;
  return oneLine('rule' in one ? message : message.charAt(0).toUpperCase() + message.slice(1));
}

function closing(found: Lint, files: number): Line {
  const { findings, unparsed } = found;
  const read = counted(files, 'file');
  if (findings.length + unparsed.length === 0)
    return { text: `permahub: ${read} read, nothing destructive found.`, tone: 'good' };
  const places = new Set([...findings, ...unparsed].map(({ file }) => file)).size;
  const parts = [
    ...(findings.length > 0 ? [counted(findings.length, 'finding')] : []),
    ...(unparsed.length > 0 ? [counted(unparsed.length, 'unparsed statement')] : []),
  ];
  const words = `permahub: ${parts.join(' and ')} in ${places} of ${read}`;
  if (isDestructive(found)) return { text: `${words}.`, tone: 'danger' };
  return { text: `${words}, nothing destructive.`, tone: 'good' };
}
