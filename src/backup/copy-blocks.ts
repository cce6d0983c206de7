import { createHash, type Hash } from 'node:crypto';

/** What the rows of one file are, whatever form they were written in: SHA-256 of COPY's text, table by table. */
export interface RowText {
  /** Table as the file writes it -> hex SHA-256 of its rows as COPY text. */
  readonly tables: ReadonlyMap<string, string>;
  /** Calls that set sequences, sorted: their order may differ. */
  readonly sequences: readonly string[];
  /** Hash over the calls that write large objects. */
  readonly largeObjects: string;
}

const newline = 10;
const none: Buffer = Buffer.alloc(0);
const end = Buffer.from('\n\\.\n');
/** The comment pg_dump writes above each thing; `Type` says what the text below it is. */
const comment = /^-- (?:Data for )?Name: .*; Type: ([A-Z ]+);/;
const header = /^COPY (.+?) \(.*\) FROM stdin;$/s;
/** Rows without columns. */
const bareHeader = /^COPY (\S+) +FROM stdin;$/;

/**
 * Reads a plain dump as it streams by: hashes the rows of each COPY block and tells where each block ends. `after` may
 * return SQL to put there for the reader behind; the dump itself is not changed by it.
 */
export class CopyBlocks {
  readonly #tables = new Map<string, Hash>();
  readonly #calls = new CallLines();
  readonly #after: (table: string) => string;
  /** An unfinished line outside of blocks, or the last bytes inside of one. */
  #rest: Buffer = none;
  #block: { readonly table: string; readonly hash: Hash } | null = null;

  constructor(after: (table: string) => string = () => '') {
    this.#after = after;
  }

  /** The bytes to hand on: the chunk's own, in order, and what `after` wanted between them. */
  push(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let [given, at] = [0, 0];
    while (at < chunk.length) {
      const wanted = this.#block ? this.#rows(chunk, at, this.#block) : null;
      if (wanted !== null) {
        at = wanted.stop;
        if (wanted.sql === '') continue;
        out.push(chunk.subarray(given, at), Buffer.from(wanted.sql));
        given = at;
        continue;
      }
      const stop = chunk.indexOf(newline, at);
      const piece = chunk.subarray(at, stop < 0 ? chunk.length : stop);
      const line = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
      this.#rest = stop < 0 ? Buffer.from(line) : none; // A copy: the chunk's memory is used again.
      if (stop < 0) break;
      at = stop + 1;
      const table = this.#line(line);
      if (table === null) continue;
      this.#block = { table, hash: this.#hash(table) };
      // The header's own line break begins the block, so an empty one ends like any other.
      this.#rest = Buffer.of(newline);
    }
    out.push(chunk.subarray(given));
    return out;
  }

  /** Reads rows from `at`: where it stopped, and the SQL wanted there when the block ended. */
  #rows(chunk: Buffer, at: number, block: { table: string; hash: Hash }): { stop: number; sql: string } {
    // The end mark may have begun with what was held back.
    const held = this.#rest;
    const seam = Buffer.concat([held, chunk.subarray(at, at + end.length - 1)]);
    const early = seam.indexOf(end);
    const stop = early >= 0 ? -1 : chunk.indexOf(end, at);
    if (early < 0 && stop < 0) {
      const rest = Buffer.concat([held, chunk.subarray(Math.max(at, chunk.length - (end.length - 1)))]);
      const all = held.length + chunk.length - at;
      const keep = Math.min(end.length - 1, all);
      // Short chunks: what is held back may be all there is.
      const fresh = chunk.length - at - keep;
      block.hash.update(fresh >= 0 ? held : held.subarray(0, held.length + fresh));
      if (fresh > 0) block.hash.update(chunk.subarray(at, at + fresh));
      this.#rest = Buffer.from(rest.subarray(rest.length - keep));
      return { stop: chunk.length, sql: '' };
    }
    if (early >= 0) block.hash.update(seam.subarray(0, early));
    else {
      block.hash.update(held);
      block.hash.update(chunk.subarray(at, stop));
    }
    this.#block = null;
    this.#rest = none;
    const next = early >= 0 ? at + early + end.length - held.length : stop + end.length;
    return { stop: next, sql: this.#after(block.table) };
  }

  /** Call once, after the last chunk. A block without its end is an error. */
  finish(): RowText {
    if (this.#block) throw new Error(`the rows of ${this.#block.table} end without their end mark`);
    const tables = new Map([...this.#tables].map(([table, hash]) => [table, hash.digest('hex')]));
    return { tables, ...this.#calls.finish() };
  }

  #line(line: Buffer): string | null {
    const text = this.#calls.push(line);
    if (text === null || this.#calls.type !== 'TABLE DATA' || !text.startsWith('COPY ')) return null;
    return (bareHeader.exec(text) ?? header.exec(text))?.[1] ?? null;
  }

  #hash(table: string): Hash {
    const known = this.#tables.get(table) ?? createHash('sha256');
    this.#tables.set(table, known);
    return known;
  }
}

/** The lines of a dump outside of rows that carry data: sequence values and large objects. */
export class CallLines {
  type = '';
  readonly #sequences: string[] = [];
  readonly #largeObjects = createHash('sha256');

  /** The line as text where it can matter, null for the long ones of large objects. */
  push(line: Buffer): string | null {
    // Large objects are written as long hexadecimal lines: hashed without becoming strings.
    if (line.subarray(0, 18).equals(largeObjectCall) && this.type === 'BLOBS') {
      this.#largeObjects.update(line);
      return null;
    }
    const text = line.toString('utf8');
    const type = comment.exec(text)?.[1];
    if (type !== undefined) this.type = type;
    if (this.type === 'SEQUENCE SET' && text.startsWith('SELECT pg_catalog.setval(')) this.#sequences.push(text);
    return text;
  }

  finish(): Pick<RowText, 'sequences' | 'largeObjects'> {
    return { sequences: this.#sequences.sort(), largeObjects: this.#largeObjects.digest('hex') };
  }
}

const largeObjectCall = Buffer.from('SELECT pg_catalog.');
