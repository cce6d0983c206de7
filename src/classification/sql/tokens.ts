/** What a token of SQL is, as far as splitting needs to know. */
export type TokenKind =
  | 'space'
  | 'comment'
  | 'quoted'
  | 'word'
  | 'semicolon'
  | 'backslash'
  | 'open'
  | 'close'
  | 'other';

export interface Token {
  readonly kind: TokenKind;
  readonly end: number;
  /** A quote or comment that never ends: everything after its start belongs to it. */
  readonly open?: true;
}

/** The token that starts at `at`, by the rules of PostgreSQL's scan.l with standard_conforming_strings on. */
export function tokenAt(text: string, at: number): Token {
  const code = text.charCodeAt(at);
  if (isSpace(code)) return { kind: 'space', end: endOfSpace(text, at) };
  if (isWordStart(code)) return word(text, at);
  const two = code === 45 || code === 47 ? text.charCodeAt(at + 1) : 0;
  if (code === 45 && two === 45) return { kind: 'comment', end: endOfLine(text, at) };
  if (code === 47 && two === 42) return blockComment(text, at);
  switch (code) {
    case 39:
      return quoted(text, at + 1, "'");
    case 34:
      return quoted(text, at + 1, '"');
    case 36:
      return dollar(text, at);
    case 59:
      return { kind: 'semicolon', end: at + 1 };
    case 92:
      return { kind: 'backslash', end: at + 1 };
    case 40:
      return { kind: 'open', end: at + 1 };
    case 41:
      return { kind: 'close', end: at + 1 };
    default:
      return { kind: 'other', end: at + 1 };
  }
}

/** The index of the line break that ends the line of `at`, or the end of the text. */
export function endOfLine(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 10 || code === 13) return end;
  }
  return text.length;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;
}

function endOfSpace(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && isSpace(text.charCodeAt(end))) end++;
  return end;
}

/** An identifier or keyword; `E'…'` is a quote of its own kind, and a `$` inside a word starts nothing. */
function word(text: string, at: number): Token {
  let end = at + 1;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (!(isWordStart(code) || (code >= 48 && code <= 57) || code === 36)) break;
  }
  if (end === at + 1 && text[end] === "'" && (text[at] === 'e' || text[at] === 'E')) return escaped(text, end + 1);
  return { kind: 'word', end };
}

function quoted(text: string, from: number, quote: string): Token {
  let end = text.indexOf(quote, from);
  while (end !== -1 && text[end + 1] === quote) end = text.indexOf(quote, end + 2);
  return end === -1 ? { kind: 'quoted', end: text.length, open: true } : { kind: 'quoted', end: end + 1 };
}

/** After a line break the literal may go on in another pair of quotes, in which backslashes escape as before. */
function escaped(text: string, from: number): Token {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (at >= text.length) return { kind: 'quoted', end: text.length, open: true };
    if (code === 92) at += 2;
    else if (code !== 39) at++;
    else if (text.charCodeAt(at + 1) === 39) at += 2;
    else {
      const next = continuation(text, at + 1);
      if (next === -1) return { kind: 'quoted', end: at + 1 };
      at = next;
    }
  }
}

function continuation(text: string, from: number): number {
  let at = from;
  let broken = false;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      broken ||= code === 10 || code === 13;
      at++;
    } else if (code === 45 && text.charCodeAt(at + 1) === 45) at = endOfLine(text, at);
    else return broken && code === 39 ? at + 1 : -1;
  }
  return -1;
}

function blockComment(text: string, from: number): Token {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from + 2;
  let depth = 1;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return { kind: 'comment', end: marks.lastIndex };
  }
  return { kind: 'comment', end: text.length, open: true };
}

const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*)?\$/y;

function dollar(text: string, at: number): Token {
  dollarTag.lastIndex = at;
  const tag = dollarTag.exec(text)?.[0];
  if (tag === undefined) return { kind: 'other', end: at + 1 };
  const close = text.indexOf(tag, at + tag.length);
  return close === -1 ? { kind: 'quoted', end: text.length, open: true } : { kind: 'quoted', end: close + tag.length };
}
