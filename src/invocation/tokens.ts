/** One element of argv as the parser of 2.100 and later sees it, before any flag is known. */
export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'long' | 'short'; readonly name: string; readonly value: string | null; readonly raw: string };

/** Negative numbers are words, as in the real lexer. */
const number = /^-(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Splits argv at the first `--` and names its parts: the lexer of 2.122.1 and 3.1.0, read in their programs. They differ
 * in `-abc=v` only: 3.x gives v to c, 2.x looks for a flag called "abc", which no command has.
 */
export function tokensOf(argv: readonly string[]): { tokens: readonly Token[]; trailing: readonly string[] } {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  return { tokens: options.flatMap(tokenOf), trailing: end === -1 ? [] : argv.slice(end + 1) };
}

function tokenOf(text: string): readonly Token[] {
  if (!text.startsWith('-') || text === '-' || number.test(text)) return [{ kind: 'word', text }];
  const equals = text.indexOf('=');
  const value = equals === -1 ? null : text.slice(equals + 1);
  const name = equals === -1 ? text : text.slice(0, equals);
  if (text.startsWith('--')) {
    return name === '--' ? [{ kind: 'word', text }] : [{ kind: 'long', name: name.slice(2), value, raw: name }];
  }
  const letters = Array.from(name.slice(1));
  const last = letters.pop() ?? '';
  const alone = letters.map((letter): Token => ({ kind: 'short', name: letter, value: null, raw: `-${letter}` }));
  return [...alone, { kind: 'short', name: last, value, raw: `-${last}` }];
}

const yes: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1', 'y']);
const no: ReadonlySet<string> = new Set(['false', 'no', 'off', '0', 'n']);

/** What a boolean literal means, null for anything else. Exact case: `TRUE` is no literal. */
export function literal(text: string): 'true' | 'false' | null {
  return yes.has(text) ? 'true' : no.has(text) ? 'false' : null;
}
