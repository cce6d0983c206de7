import { tokenAt } from './tokens.ts';

/** Shorter statements are parsed as they are. */
const long = 200_000;

/**
 * A long INSERT … VALUES with its rows of plain constants as spaces, all but the first: they mean nothing new, and their tree
 * would be twelve times as long as they are. Indexes stay right; any other text stays as it is.
 */
export function withoutRows(text: string): string {
  if (text.length < long || !/^insert\b/i.test(text)) return text;
  const first = endOfRow(text, afterValues(text));
  let last = first;
  for (let next = first; next !== -1; ) {
    last = next;
    const comma = skipSpace(text, next);
    next = text[comma] === ',' ? endOfRow(text, comma + 1) : -1;
  }
  return first === -1 ? text : text.slice(0, first) + ' '.repeat(last - first) + text.slice(last);
}

/** The index behind VALUES outside of brackets; the end of the text where there is none. */
function afterValues(text: string): number {
  for (let at = 0, depth = 0; at < text.length; ) {
    const { kind, end } = tokenAt(text, at);
    depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0;
    if (kind === 'word' && depth === 0 && /^values$/i.test(text.slice(at, end))) return end;
    at = end;
  }
  return text.length;
}

/** The index behind a row that is nothing but constants; -1 for anything else. */
function endOfRow(text: string, from: number): number {
  const start = skipSpace(text, from);
  if (text[start] !== '(') return -1;
  for (let at = start + 1; at < text.length; ) {
    const { kind, end } = tokenAt(text, at);
    if (kind === 'close') return end;
    if (kind === 'word' ? !/^(?:null|true|false|default)$/i.test(text.slice(at, end)) : !isPlain(kind, text[at] ?? ''))
      return -1;
    at = end;
  }
  return -1;
}

function isPlain(kind: string, sign: string): boolean {
  return kind === 'space' || (kind === 'quoted' && sign !== '"') || (kind === 'other' && /[\d,.+-]/.test(sign));
}

function skipSpace(text: string, from: number): number {
  const token = from < text.length ? tokenAt(text, from) : null;
  return token?.kind === 'space' ? token.end : from;
}
