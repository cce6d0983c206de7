import type { TableFacts } from '../postgres/types.ts';
import { fileOf, partNames } from './names.ts';
import type { PartWriter } from './part-file.ts';
import type { Comparison, Metadata, Part, ProofRecord } from './types.ts';

/** What the question does not wait for. */
export const pending: readonly string[] = [
  'the content of every row, by checksum and byte by byte',
  'indexes, constraints, policies, sequences and large objects of the copy',
  'data.sql, schema.sql and roles.sql',
];

/** Tells once that every table of the snapshot was restored into the copy with exactly as many rows. */
export class EarlyProof {
  readonly #copied = new Map<string, TableFacts>();
  readonly #compare: Comparison;
  readonly #tell: (tables: readonly TableFacts[]) => void;
  #expected: readonly TableFacts[] | null = null;
  #told = false;

  constructor(compare: Comparison, tell: (tables: readonly TableFacts[]) => void) {
    this.#compare = compare;
    this.#tell = tell;
  }

  /** The source's counts; materialised views are filled later. */
  expect(tables: readonly TableFacts[]): void {
    this.#expected = tables.filter(({ kind }) => kind === 'table');
    this.#try();
  }

  /** One table of the copy; gives back how many there are. */
  copied(table: TableFacts): number {
    this.#copied.set(table.name, table);
    this.#try();
    return this.#copied.size;
  }

  #try(): void {
    const tables = this.#expected;
    if (this.#told || !tables || tables.some(({ name }) => !this.#copied.has(name))) return;
    const found = tables.map(({ name }) => this.#copied.get(name) as TableFacts);
    const rest = { sequences: [], largeObjects: { count: 0, checksum: '' } };
    // Differences are told at the end, all of them.
    if (this.#compare.facts({ tables, ...rest }, { tables: found, ...rest }).length > 0) return;
    this.#told = true;
    this.#tell(tables);
  }
}

/** Parts and record as far as they are true by now. */
export function soFar(of: {
  readonly backup: string;
  readonly writers: ReadonlyMap<Part, PartWriter>;
  readonly tables: readonly TableFacts[];
  readonly scratch: string;
  readonly seconds: number;
}): { readonly parts: Metadata['parts']; readonly record: ProofRecord } {
  const parts = partNames.map((part) => [
    part,
    { file: fileOf(of.backup, part), bytes: of.writers.get(part)?.bytes() ?? 0, sha256: '' },
  ]);
  return {
    parts: Object.fromEntries(parts) as Metadata['parts'],
    record: {
      at: new Date().toISOString(),
      scratch: of.scratch,
      tables: of.tables.length,
      rows: of.tables.reduce((sum, table) => sum + table.rows, 0),
      sequences: 0,
      largeObjects: 0,
      unverified: [],
      data: 'read-back',
      seconds: of.seconds,
    },
  };
}
