import type { TableFacts } from '../postgres/types.ts';
import type { Comparison, ProofRecord } from './types.ts';

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

/** The record as far as it is true by now. */
export function recordSoFar(of: {
  readonly tables: readonly TableFacts[];
  readonly scratch: string;
  readonly seconds: number;
  readonly data: ProofRecord['data'];
}): ProofRecord {
  return {
    at: new Date().toISOString(),
    scratch: of.scratch,
    tables: of.tables.length,
    rows: of.tables.reduce((sum, table) => sum + table.rows, 0),
    sequences: 0,
    largeObjects: 0,
    unverified: [],
    data: of.data,
    seconds: of.seconds,
  };
}
