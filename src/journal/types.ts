export type EntryKind = 'intent' | 'outcome' | 'refusal';

/** One line of reset_log.chain. */
export interface ChainLine {
  readonly schema: 1;
  readonly seq: number;
  readonly kind: EntryKind;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** Joins an outcome to its intent. */
  readonly run: string;
  /** The exact text appended to reset_log.txt ("" for kinds that write nothing there). */
  readonly text: string;
  /** Facts for machines: argv, target key and label, backup, by, status, seconds, rows… No secrets. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Hash of the previous line, 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 over everything above, canonical JSON. */
  readonly hash: string;
}
