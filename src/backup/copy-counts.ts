import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { tableFacts } from '../postgres/facts.ts';
import type { TableToRead } from '../postgres/facts-tables.ts';
import type { Sink } from '../postgres/pump.ts';
import type { TableFacts } from '../postgres/types.ts';

/** What the restoring session starts with. */
export const copySettings = `SET client_min_messages = error;
SET synchronize_seqscans = off;
`;

/**
 * Counts the rows of the copy inside the restoring psql: each table right after its rows came in, while nobody else could
 * see them yet. That is what the question waits for; checksums are read when everything is there.
 */
export class CopyCounts {
  readonly #nonce = randomBytes(9).toString('hex');
  readonly #byName: Map<string, { readonly table: TableToRead; readonly index: number }>;
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
    return known ? `select '${this.#nonce}', ${known.index}, ${known.table.counting};\n` : '';
  };

  /** Takes what psql prints (-A -t). */
  readonly sink: Sink = (chunk) => {
    const lines = (this.#line + this.#decoder.write(chunk)).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) {
      const [nonce, index, rows, checksum] = line.split('|');
      const table = nonce === this.#nonce ? this.#list[Number(index)] : undefined;
      if (!table || rows === undefined || checksum === undefined) continue;
      this.#onTable(tableFacts(table, rows, checksum));
    }
  };
}
