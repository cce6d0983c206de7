import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { tableFacts } from '../postgres/facts.ts';
import type { TableToRead } from '../postgres/facts-tables.ts';
import type { Sink } from '../postgres/pump.ts';
import type { TableFacts } from '../postgres/types.ts';

/** How values look as text must be the same as in every session of ours. */
export const copySettings = `SET client_min_messages = error;
SET DateStyle = 'ISO, MDY';
SET IntervalStyle = 'postgres';
SET TimeZone = 'UTC';
SET extra_float_digits = 3;
SET bytea_output = 'hex';
SET lc_monetary = 'C';
SET xmlbinary = 'base64';
SET synchronize_seqscans = off;
SET jit = off;
`;

/**
 * Reads the facts of the copy inside the restoring psql: each table right after its rows came in, while nobody else could
 * see them yet. What was not read this way is read later over a session.
 */
export class CopyFacts {
  readonly #nonce = randomBytes(9).toString('hex');
  readonly #byName: Map<string, { readonly table: TableToRead; readonly index: number }>;
  readonly #found = new Map<string, TableFacts>();
  readonly #decoder = new StringDecoder('utf8');
  #line = '';

  readonly #list: readonly TableToRead[];
  readonly #onTable: (table: TableFacts) => void;

  constructor(list: readonly TableToRead[], onTable: (table: TableFacts) => void) {
    this.#list = list;
    this.#onTable = onTable;
    this.#byName = new Map(list.map((table, index) => [table.name, { table, index }]));
  }

  /** SQL to run after the rows of this table. */
  readonly after = (name: string): string => {
    const known = this.#byName.get(name);
    return known ? `select '${this.#nonce}', ${known.index}, ${known.table.query};\n` : '';
  };

  /** Takes what psql prints (-A -t). */
  readonly sink: Sink = (chunk) => {
    const lines = (this.#line + this.#decoder.write(chunk)).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) {
      const [nonce, index, rows, checksum] = line.split('|');
      const table = nonce === this.#nonce ? this.#list[Number(index)] : undefined;
      if (!table || rows === undefined || checksum === undefined) continue;
      const facts = tableFacts(table, rows, checksum);
      this.#found.set(table.name, facts);
      this.#onTable(facts);
    }
  };

  /** A table restored in two blocks was read twice: the last reading counts. */
  get found(): TableFacts[] {
    return [...this.#found.values()];
  }
}
