import { setFlagsFromString } from 'node:v8';
import { Failure } from '../../failures.ts';

/** A top-level statement: its tree, and where it stands in the text that was parsed (UTF-16 indexes). */
export interface Statement {
  /** As libpg-query gives it: one key, the kind of node. */
  readonly tree: Readonly<Record<string, unknown>>;
  readonly start: number;
  readonly end: number;
}

/** A text read by PostgreSQL's parser, or the parser's own words for why not. */
type Parsed =
  | {
      readonly ok: true;
      readonly statements: readonly Statement[];
      /** A `location` of the tree (bytes of UTF-8) as an index into the text. */
      readonly indexOf: (location: number) => number;
    }
  | { readonly ok: false; readonly problem: string; readonly at: number };

/** The bodies of the PL/pgSQL functions and DO blocks of a text, or why they cannot be read. */
type ParsedBodies =
  | { readonly ok: true; readonly bodies: readonly unknown[] }
  | { readonly ok: false; readonly problem: string };

/** PostgreSQL's own parser. Neither function throws: what cannot be read is an answer. */
export interface SqlParser {
  readonly parse: (text: string) => Parsed;
  /** `text` holds one whole CREATE FUNCTION or DO statement. */
  readonly parseBodies: (text: string) => ParsedBodies;
}

/** Characters; a tree of more was seen to end the parser for want of memory. */
const longest = 30_000_000;
/** Each overflow leaks a little of the parser's stack; it was seen to give out after 25. */
const maxOverflows = 10;

/** Loads PostgreSQL 18's parser (WebAssembly, about 2 MB). Failure: sql-parser-missing (69). */
export async function loadParser(): Promise<SqlParser> {
  const { parseSync, parsePlPgSQLSync } = await load();
  let overflows = 0;
  const guarded = <T>(read: () => T): T | Problem => {
    if (overflows > maxOverflows) return new Problem('too much before it was nested too deeply', 0);
    try {
      return read();
    } catch (error) {
      if (error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError')) {
        overflows += error instanceof RangeError ? 1 : maxOverflows + 1;
        return new Problem('nested too deeply', 0);
      }
      const { message, sqlDetails } = error as Error & { sqlDetails?: { cursorPosition?: number } };
      return new Problem(message, sqlDetails?.cursorPosition ?? 0);
    }
  };
  return {
    parse: (text) => {
      if (text.trimEnd().length > longest)
        return { ok: false, problem: `more than ${longest / 1e6} MB in one statement`, at: 0 };
      const read = guarded(() => (text === '' ? { stmts: [] } : parseSync(text)));
      if (read instanceof Problem)
        return { ok: false, problem: read.words, at: indexOfCharacter(text, read.character) };
      const indexOf = indexes(text);
      const statements = ((read.stmts ?? []) as RawStatement[]).map(
        ({ stmt, stmt_location: from = 0, stmt_len: length }) => ({
          tree: stmt,
          start: indexOf(from),
          end: length === undefined ? text.length : indexOf(from + length),
        }),
      );
      return { ok: true, statements, indexOf };
    },
    parseBodies: (text) => {
      const read = guarded(() => parsePlPgSQLSync(text) as unknown as { plpgsql_funcs?: readonly unknown[] });
      return read instanceof Problem
        ? { ok: false, problem: read.words }
        : { ok: true, bodies: read.plpgsql_funcs ?? [] };
    },
  };
}

async function load() {
  try {
    // The optimising compiler costs 0.4 s, on Node 24 a second and 570 MB, and earns it back only after some 4 MB of SQL.
    // Once V8 has started, --liftoff-only says nothing to it from Node 24 on; a budget that no statement uses up does.
    setFlagsFromString('--wasm-tiering-budget=2000000000');
    const library = await import('libpg-query');
    await library.loadModule();
    return library;
  } catch (error) {
    throw new Failure(
      'sql-parser-missing',
      { problem: (error as Error).message.split('\n')[0] ?? '' },
      { cause: error },
    );
  }
}

interface RawStatement {
  readonly stmt: Readonly<Record<string, unknown>>;
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

class Problem {
  constructor(
    readonly words: string,
    readonly character: number,
  ) {}
}

/** The parser counts in bytes of UTF-8, JavaScript in UTF-16 units. */
function indexes(text: string): (location: number) => number {
  if (!/[^\0-\x7f]/.test(text)) return (location) => location;
  let map: Uint32Array | undefined;
  return (location) => {
    map ??= byteMap(text);
    return map[Math.min(location, map.length - 1)] as number;
  };
}

function byteMap(text: string): Uint32Array {
  const bytes = new Uint32Array(Buffer.byteLength(text) + 1);
  let at = 0;
  let index = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    bytes.fill(index, at, at + width);
    at += width;
    index += character.length;
  }
  bytes[at] = index;
  return bytes;
}

/** Positions of errors are counted in characters. */
function indexOfCharacter(text: string, character: number): number {
  let index = 0;
  for (let left = character; left > 0 && index < text.length; left--)
    index += (text.codePointAt(index) as number) > 0xffff ? 2 : 1;
  return index;
}
