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
  #rest: Buffer = Buffer.alloc(0);
  #block: { readonly table: string; readonly hash: Hash } | null = null;

  constructor(after: (table: string) => string = () => '') {
    this.#after = after;
  }

  /** The bytes to hand on: the chunk's own, in order, and what `after` wanted between them. */
  push(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let given = this.#rest.length; // Bytes of data that went out with the last chunk already.
    let at = 0;
    for (;;) {
      if (this.#block) {
        const stop = data.indexOf(end, at);
        if (stop < 0) {
          // Keep what may be the beginning of the end mark.
          const keep = Math.max(at, data.length - (end.length - 1));
          this.#block.hash.update(data.subarray(at, keep));
          at = keep;
          break;
        }
        this.#block.hash.update(data.subarray(at, stop));
        const wanted = this.#after(this.#block.table);
        this.#block = null;
        at = stop + end.length;
        if (wanted !== '') {
          out.push(data.subarray(given, at), Buffer.from(wanted));
          given = at;
        }
      } else {
        const stop = data.indexOf(newline, at);
        if (stop < 0) break;
        const table = this.#line(data.subarray(at, stop));
        // The header's own line break begins the block, so an empty one ends like any other.
        at = table === null ? stop + 1 : stop;
        if (table !== null) this.#block = { table, hash: this.#hash(table) };
      }
    }
    out.push(data.subarray(given));
    data = data.subarray(at);
    this.#rest = Buffer.from(data); // A copy: the chunk's memory is not kept.
    return out;
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
