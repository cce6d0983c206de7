/** What a message may name: never a secret. */
export type Detail = Readonly<Record<string, string | number>>;

/** One row of the table of failures. */
export interface Entry {
  readonly status: number;
  /** What happened, to what. One or more full sentences, no trailing newline. */
  readonly says: (d: Detail) => string;
  /** What to do next. */
  readonly hint: (d: Detail) => string;
}
