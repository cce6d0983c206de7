import { createHash, type Hash } from 'node:crypto';
import { CallLines, type RowText } from './copy-blocks.ts';

const [tab, newline, quote, backslash, open, close, comma, semicolon, space] = [9, 10, 39, 92, 40, 41, 44, 59, 32];
const header = /^INSERT INTO (.+?) \(.*\) (?:OVERRIDING SYSTEM VALUE )?VALUES(.*)$/s;
const bare = /^INSERT INTO (.+) DEFAULT VALUES;$/s;
/** COPY's escapes of control characters, by byte: \b \t \n \v \f \r */
const escapes: Readonly<Record<number, number>> = { 8: 98, 9: 116, 10: 110, 11: 118, 12: 102, 13: 114 };

/**
 * Reads the INSERT statements of `pg_dump --column-inserts --rows-per-insert` as they stream by and hashes their rows as
 * COPY would have written them, so that the two forms can be compared byte by byte. Anything it does not know is an error.
 */
export class InsertRows {
  readonly #tables = new Map<string, Hash>();
  readonly #calls = new CallLines();
  #line: Buffer = Buffer.alloc(0);
  #hash: Hash | null = null;
  // Where we are inside of VALUES.
  #inRow = false;
  #inText = false;
  /** A quote was the last byte inside of a text: its end, or the first of two. */
  #quoted = false;
  #isText = false;
  #fields = 0;
  #token: number[] = [];
  #out: Buffer = Buffer.allocUnsafe(256 * 1024);
  #used = 0;
  readonly #first: (piece: Buffer) => void;
  #isFirst = false;

  /** `first` is given the first statement of every table, in pieces. */
  constructor(first: (piece: Buffer) => void = () => undefined) {
    this.#first = first;
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#hash) {
        const stop = this.#values(chunk, at);
        if (this.#isFirst) this.#first(chunk.subarray(at, stop));
        at = stop;
        continue;
      }
      const stop = chunk.indexOf(newline, at);
      if (stop < 0) {
        this.#line = Buffer.concat([this.#line, chunk.subarray(at)]);
        return;
      }
      const line =
        this.#line.length === 0 ? chunk.subarray(at, stop) : Buffer.concat([this.#line, chunk.subarray(at, stop)]);
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
    if (line.length < 12 || line.toString('latin1', 0, 12) !== 'INSERT INTO ') {
      this.#calls.push(line);
      return;
    }
    // A statement of one line ends in it; then its rows are read from the line itself.
    const text = line.toString('latin1');
    const found = header.exec(text);
    if (found && found[2] === '') {
      const table = Buffer.from(found[1] as string, 'latin1').toString();
      this.#isFirst = !this.#tables.has(table);
      this.#hash = this.#of(table);
      if (this.#isFirst) this.#first(Buffer.concat([line, Buffer.from('\n')]));
      return;
    }
    const table = bare.exec(text)?.[1];
    if (table === undefined) throw new Error(`this is not an INSERT statement of pg_dump: ${text.slice(0, 80)}`);
    this.#of(Buffer.from(table, 'latin1').toString()).update('\n');
  }

  /** COPY ends each row with a line break and a block's first one belongs to its header: so each row begins with one. */
  #of(table: string): Hash {
    const known = this.#tables.get(table) ?? createHash('sha256');
    this.#tables.set(table, known);
    return known;
  }

  /** Reads rows from `at`; gives back where it stopped: the end of the chunk, or behind the statement. */
  #values(chunk: Buffer, start: number): number {
    let out = this.#room(chunk.length - start);
    let used = this.#used;
    let at = start;
    while (at < chunk.length) {
      const byte = chunk[at++] as number;
      if (this.#inText && !this.#quoted) {
        if (byte === quote) this.#quoted = true;
        else if (byte === backslash) {
          out[used++] = backslash;
          out[used++] = backslash;
        } else if (byte >= 8 && byte <= 13) {
          out[used++] = backslash;
          out[used++] = escapes[byte] as number;
        } else {
          out[used++] = byte;
          // Most of a dump is this: text without anything special.
          while (at < chunk.length) {
            const next = chunk[at] as number;
            if (next === quote || next === backslash || next < 14) break;
            out[used++] = next;
            at++;
          }
        }
        continue;
      }
      if (this.#quoted) {
        this.#quoted = false;
        if (byte === quote) {
          out[used++] = quote;
          continue;
        }
        this.#inText = false;
      }
      if (!this.#inRow) {
        if (byte === open) {
          this.#inRow = true;
          this.#fields = 0;
          out[used++] = newline;
          this.#begin();
        } else if (byte === semicolon) {
          this.#used = used;
          this.#flush();
          this.#hash = null;
          return at;
        } else if (byte !== comma && byte !== newline && byte !== tab) throw unexpected(byte);
      } else if (byte === quote && !this.#isText) {
        // B'0101' is how bit strings are written.
        if (this.#token.length > 0 && !(this.#token.length === 1 && this.#token[0] === 66)) throw unexpected(byte);
        if (this.#fields++ > 0) out[used++] = tab;
        this.#isText = true;
        this.#inText = true;
      } else if (byte === comma || byte === close) {
        if (!this.#isText) {
          const value = plain(this.#token);
          if (value !== null) {
            if (this.#fields++ > 0) out[used++] = tab;
            if (used + value.length + 16 > out.length) {
              this.#used = used;
              out = this.#room(chunk.length - at + value.length + 16);
              used = this.#used;
            }
            for (let i = 0; i < value.length; i++) out[used++] = value[i] as number;
          }
        }
        this.#begin();
        if (byte === close) this.#inRow = false;
      } else if (byte !== space || this.#token.length > 0) {
        if (this.#isText) throw unexpected(byte);
        this.#token.push(byte);
      }
    }
    this.#used = used;
    this.#flush();
    return at;
  }

  #begin(): void {
    this.#token = [];
    this.#isText = false;
  }

  /** Room for what `bytes` bytes of input can become: at most twice as much. */
  #room(bytes: number): Buffer {
    const needed = this.#used + bytes * 2 + 64;
    if (needed > this.#out.length) {
      const larger = Buffer.allocUnsafe(needed * 2);
      this.#out.copy(larger, 0, 0, this.#used);
      this.#out = larger;
    }
    return this.#out;
  }

  #flush(): void {
    this.#hash?.update(this.#out.subarray(0, this.#used));
    this.#used = 0;
  }
}

const words: Readonly<Record<string, readonly number[] | null>> = {
  NULL: [...Buffer.from('\\N')],
  true: [...Buffer.from('t')],
  false: [...Buffer.from('f')],
  // A generated column, which COPY leaves out.
  DEFAULT: null,
};

/** A value without quotes as COPY writes it, null when COPY leaves it out. */
function plain(token: readonly number[]): readonly number[] | null {
  const first = token[0];
  if (first === undefined) throw unexpected(comma as number);
  // Digits and signs: a number, as it stands.
  if (first < 58) return token;
  const value = words[String.fromCharCode(...token)];
  if (value === undefined) throw new Error(`this is no value as pg_dump writes it: ${String.fromCharCode(...token)}`);
  return value;
}

function unexpected(byte: number): Error {
  return new Error(`an INSERT statement has ${JSON.stringify(String.fromCharCode(byte))} where pg_dump writes none`);
}
