import type { Here } from './here.ts';
import { withoutRows } from './long-insert.ts';
import type { SqlParser, Statement } from './parser.ts';
import type { Split } from './split.ts';

/** A statement of a source, or what could not be read; indexes are those of the source. */
export type Unit =
  | {
      readonly kind: 'statement';
      readonly tree: Statement['tree'];
      readonly start: number;
      readonly end: number;
      /** A `location` in the tree as an index. */
      readonly indexOf: (location: number) => number;
    }
  | { readonly kind: 'unreadable'; readonly start: number; readonly problem: string };

/** Long texts are parsed in parts of about this many characters: a tree is ten to twenty times as long as its text. */
const batch = 100_000;

/** Reads the statements of a text; where many at once do not parse, one by one, so that a bad one does not hide the others. */
export function unitsOf({ text, pieces }: Split, parser: SqlParser): readonly Unit[] {
  const units: Unit[] = [];
  for (let first = 0; first < pieces.length; ) {
    let last = first;
    const start = pieces[first]?.start ?? 0;
    while (last + 1 < pieces.length && (pieces[last + 1]?.end ?? 0) - start < batch) last++;
    const some = read(text, start, pieces[last]?.end ?? 0, parser);
    if (some.every(({ kind }) => kind === 'statement')) units.push(...some);
    else for (const piece of pieces.slice(first, last + 1)) units.push(...read(text, piece.start, piece.end, parser));
    first = last + 1;
  }
  return units;
}

function read(text: string, start: number, end: number, parser: SqlParser): readonly Unit[] {
  const parsed = parser.parse(withoutRows(text.slice(start, end)));
  if (!parsed.ok)
    return [{ kind: 'unreadable', start: start + Math.min(parsed.at, end - start - 1), problem: parsed.problem }];
  const indexOf = (location: number) => start + parsed.indexOf(location);
  return parsed.statements.map((statement) => ({
    kind: 'statement',
    tree: statement.tree,
    start: start + statement.start,
    end: start + statement.end,
    indexOf,
  }));
}

/** Where a statement stands; `text` is the text it was split from. */
export function hereOf(
  { start, end, indexOf }: Unit & { readonly kind: 'statement' },
  { file, text, lineOf }: Pick<Here, 'file' | 'text' | 'lineOf'>,
): Here {
  return { file, text, start, end, indexOf, lineOf };
}
