import type { SqlFinding } from './types.ts';

/** What cannot be known by reading: each is treated as destructive, and has a page in docs/rules like any danger. */
const words = {
  'dynamic-sql': (what: string) =>
    `${what} builds its SQL while it runs, so nobody can tell from the file what it does: it is treated as destructive. Write the statements out where they are known.`,
  'unreadable-code': (what: string) =>
    `${what}, so nobody can tell from the file what it does: it is treated as destructive. Write it in SQL or PL/pgSQL where that is possible.`,
  'psql-command': (what: string) =>
    `${what}: nobody can tell from this file what that does, so it is treated as destructive. Put the SQL itself into the file.`,
  'string-syntax': () =>
    "standard_conforming_strings is turned off: from here on backslashes change where strings end, and the file cannot be read with certainty. It is treated as destructive. Use E'…' where a string needs a backslash.",
} as const satisfies Record<string, (what: string) => string>;

/** The names of the engine's own findings. */
export const ownRules: readonly string[] = Object.keys(words);

/** A finding of the engine itself. */
export function ownFinding(
  rule: keyof typeof words,
  at: { readonly file: string; readonly line: number },
  what = '',
): SqlFinding {
  return { rule, effect: 'unknown', object: null, file: at.file, line: at.line, message: words[rule](what) };
}
