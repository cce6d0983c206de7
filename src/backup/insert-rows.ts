import { createHash, type Hash } from 'node:crypto';
import { CallLines, type RowText } from './copy-blocks.ts';
import { ValueReader } from './insert-values.ts';

const newline = 10;
const header = /^INSERT INTO (.+?) \(.*\) (?:OVERRIDING SYSTEM VALUE )?VALUES$/s;
/** A row of a table without columns. */
const bare = /^INSERT INTO (.+) DEFAULT VALUES;$/s;
const insert = Buffer.from('INSERT INTO ');

/**
 * Reads the INSERT statements of `pg_dump --column-inserts --rows-per-insert` as they stream by and hashes their rows as
 * COPY would have written them, so that the two forms can be compared byte by byte. Anything it does not know is an error.
 */
export class InsertRows {
  readonly #tables = new Map<string, Hash>();
  readonly #calls = new CallLines();
  readonly #values = new ValueReader();
  readonly #first: (piece: Buffer) => void;
  #line: Buffer = Buffer.alloc(0);
  #hash: Hash | null = null;
  #isFirst = false;

  /** `first` is given the first statement of every table, in pieces. */
  constructor(first: (piece: Buffer) => void = () => undefined) {
    this.#first = first;
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#hash) {
        const stop = this.#values.read(chunk, at, this.#hash);
        if (this.#isFirst) this.#first(chunk.subarray(at, stop));
        if (this.#values.ended) this.#hash = null;
        at = stop;
        continue;
      }
      const stop = chunk.indexOf(newline, at);
      if (stop < 0) {
        this.#line = Buffer.concat([this.#line, chunk.subarray(at)]);
        return;
      }
      const piece = chunk.subarray(at, stop);
      const line = this.#line.length === 0 ? piece : Buffer.concat([this.#line, piece]);
      this.#line = Buffer.alloc(0);
      at = stop + 1;
      this.#statement(line);
    }
  }

  /** Call once, after the last chunk. */
  finish(): RowText {
    if (this.#hash || this.#line.length > 0) throw new Error('the INSERT statements end in the middle of one');
    const tables = new Map([...this.#tables].map(([table, hash]) => [table, hash.digest('hex')]));
    return { tables, ...this.#calls.finish() };
  }

  #statement(line: Buffer): void {
    if (!line.subarray(0, insert.length).equals(insert)) {
      this.#calls.push(line);
      return;
    }
    const text = line.toString('utf8');
    const table = header.exec(text)?.[1];
    if (table !== undefined) {
      this.#isFirst = !this.#tables.has(table);
      this.#hash = this.#of(table);
      this.#values.begin();
      if (this.#isFirst) this.#first(Buffer.concat([line, Buffer.of(newline)]));
      return;
    }
    const empty = bare.exec(text)?.[1];
    if (empty === undefined) throw new Error(`this is not an INSERT statement of pg_dump: ${text.slice(0, 80)}`);
    this.#of(empty).update('\n');
  }

  #of(table: string): Hash {
    const known = this.#tables.get(table) ?? createHash('sha256');
    this.#tables.set(table, known);
    return known;
  }
}
