import type { Hash } from 'node:crypto';

const [tab, newline, quote, backslash, open, close, comma, semicolon, space] = [9, 10, 39, 92, 40, 41, 44, 59, 32];
const bits = 66;

/** 1 for the bytes inside of a text that COPY writes in another way, or that may end it. */
const special = new Uint8Array(256);
/** COPY's escapes of control characters, by byte: \b \t \n \v \f \r */
const escapes = new Uint8Array(256);
for (const [byte, letter] of [
  [8, 98],
  [9, 116],
  [newline, 110],
  [11, 118],
  [12, 102],
  [13, 114],
  [backslash, backslash],
] as const) {
  escapes[byte] = letter;
  special[byte] = 1;
}
special[quote] = 1;

/** What pg_dump writes without quotes beside numbers, as COPY writes it; null is a generated column, which COPY leaves out. */
const words = (
  [
    ['NULL', '\\N'],
    ['true', 't'],
    ['false', 'f'],
    ['DEFAULT', null],
  ] as const
).map(([word, as]) => ({ word: Buffer.from(word), as: as === null ? null : Buffer.from(as) }));

/** Between rows; before a value; in a bare word or number; in a text; after a quote in a text; behind a value. */
type State = 'rows' | 'value' | 'word' | 'text' | 'quote' | 'behind';

/**
 * Turns the rows behind VALUES into COPY's text and hashes it: byte by byte, because pg_dump's output is the one form it
 * has to know, and a gigabyte has to pass in seconds.
 */
export class ValueReader {
  #state: State = 'rows';
  /** Values of this row so far, and where the bare word at hand begins in #out, tab included. */
  #fields = 0;
  #word = 0;
  #out: Uint8Array = new Uint8Array(256 * 1024);
  #used = 0;
  /** True when the statement's semicolon was read. */
  ended = false;

  begin(): void {
    this.#state = 'rows';
    this.ended = false;
  }

  /** Reads from `start`; gives back where it stopped: the end of the chunk, or behind the statement. */
  read(chunk: Uint8Array, start: number, hash: Hash): number {
    const out = this.#room((chunk.length - start) * 2 + 64);
    const { length } = chunk;
    let [state, fields, word, used, at] = [this.#state, this.#fields, this.#word, this.#used, start];
    while (at < length) {
      let byte = chunk[at++] as number;
      if (state === 'text') {
        while (special[byte] === 0) {
          out[used++] = byte;
          if (at === length) break;
          byte = chunk[at++] as number;
        }
        if (special[byte] === 0) break;
        if (byte === quote) state = 'quote';
        else {
          out[used++] = backslash as number;
          out[used++] = escapes[byte] as number;
        }
        continue;
      }
      if (state === 'quote') {
        if (byte === quote) {
          out[used++] = byte;
          state = 'text';
          continue;
        }
        state = 'behind';
      }
      if (state === 'word') {
        if (byte === comma || byte === close) {
          // A number stands as it is; a word is one of few.
          if ((out[fields > 0 ? word + 1 : word] as number) >= 58) {
            used = this.#replace(out, fields > 0 ? word + 1 : word, used);
            if (used < 0) used = word;
            else fields++;
          } else fields++;
          state = byte === close ? 'rows' : 'value';
        } else if (byte === quote && used === (fields > 0 ? word + 2 : word + 1) && out[used - 1] === bits) {
          used--; // B'0101' is how bit strings are written.
          fields++;
          state = 'text';
        } else if (byte === quote || byte === open) throw unexpected(byte);
        else out[used++] = byte;
      } else if (state === 'value') {
        if (byte === space) continue;
        if (byte === comma || byte === close) throw unexpected(byte);
        word = used;
        if (fields > 0) out[used++] = tab as number;
        if (byte === quote) {
          fields++;
          state = 'text';
        } else {
          out[used++] = byte;
          state = 'word';
        }
      } else if (state === 'behind') {
        if (byte === comma) state = 'value';
        else if (byte === close) state = 'rows';
        else throw unexpected(byte);
      } else if (byte === open) {
        // COPY's block begins with the line break of its header: so each row begins with one.
        out[used++] = newline as number;
        fields = 0;
        state = 'value';
      } else if (byte === semicolon) {
        this.ended = true;
        break;
      } else if (byte !== comma && byte !== newline && byte !== tab) throw unexpected(byte);
    }
    // A word that goes on in the next chunk may still be replaced: it stays.
    const whole = state === 'word' ? word : used;
    hash.update(out.subarray(0, whole));
    out.copyWithin(0, whole, used);
    [this.#state, this.#fields, this.#word, this.#used] = [state, fields, 0, used - whole];
    return at;
  }

  /** Puts COPY's form in the place of the word; gives back the new end, -1 when COPY leaves the value out. */
  #replace(out: Uint8Array, from: number, to: number): number {
    for (const { word, as } of words) {
      if (word.length !== to - from) continue;
      let same = 0;
      while (same < word.length && out[from + same] === word[same]) same++;
      if (same < word.length) continue;
      if (as === null) return -1;
      for (let i = 0; i < as.length; i++) out[from + i] = as[i] as number;
      return from + as.length;
    }
    throw new Error(
      `this is no value as pg_dump writes it: ${Buffer.from(out.subarray(from, Math.min(to, from + 40)))}`,
    );
  }

  #room(bytes: number): Uint8Array {
    if (this.#used + bytes > this.#out.length) {
      const larger = new Uint8Array((this.#used + bytes) * 2);
      larger.set(this.#out.subarray(0, this.#used));
      this.#out = larger;
    }
    return this.#out;
  }
}

function unexpected(byte: number): Error {
  return new Error(`an INSERT statement has ${JSON.stringify(String.fromCharCode(byte))} where pg_dump writes none`);
}
