/** 'note': what was done after the outcome of the same run (a backup). */
export type EntryKind = 'intent' | 'outcome' | 'note' | 'refusal';

export type EntryFacts = Readonly<Record<string, unknown>>;

/** One line of reset_log.chain. */
export interface ChainLine {
  readonly schema: 1;
  /** 1 for the first. */
  readonly seq: number;
  readonly kind: EntryKind;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** Joins an outcome to its intent. */
  readonly run: string;
  /** The exact text appended to reset_log.txt ("" for kinds that write nothing there). */
  readonly text: string;
  /** Where the text stands in reset_log.txt, in bytes from its start. */
  readonly textAt: number;
  /** Facts for machines: argv, target key and label, backup, by, status, seconds, rows… No secrets. */
  readonly facts: EntryFacts;
  /** Hash of the previous line, 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 over everything above, canonical JSON. */
  readonly hash: string;
}

/** The last line of the chain, remembered beside it in reset_log.head: what was cut off the end shows. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

declare const durable: unique symbol;

/** Evidence that what is about to be done stands in the journal, on disk. Only `openJournal(…).intent` makes one. */
export interface Intent {
  readonly [durable]: true;
  readonly run: string;
  readonly seq: number;
}

/** An intent without an outcome: a run that is under way, or one that died after it was approved. */
export interface OpenIntent {
  readonly run: string;
  readonly seq: number;
  readonly at: string;
  readonly facts: EntryFacts;
}

/** Something the journal's check found. `seq` is the entry concerned, null for none in particular. */
export interface JournalProblem {
  readonly seq: number | null;
  readonly message: string;
}
