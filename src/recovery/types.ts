import type { Approval } from '../approval/types.ts';
import type { Backup } from '../backup/types.ts';
import type { Connection, Facts, Toolset } from '../postgres/types.ts';
import type { Archive } from './archive.ts';
import type { Form } from './form.ts';

/** What a database is compared by after a restore: exact facts, and its schema dump as text. */
export interface Restored {
  readonly facts: Facts;
  readonly schema: string;
}

/** Names every difference between what the database has to hold and what it holds now; empty when they are equal. */
export type Compare = (expected: Restored, found: Restored) => readonly string[];

/** `bytes` of `of` (an estimate) went to the database; only `refilling` counts. */
export interface RestoreProgress {
  readonly step: 'checking the backup' | 'emptying' | 'refilling' | 'comparing';
  readonly bytes: number;
  readonly of: number;
}

export interface RestoreInput {
  /** Evidence that a person agreed to overwrite this database; only the guard can make one. */
  readonly approval: Approval;
  readonly backup: Backup;
  /** Its dump, where it was opened and hashed before; it is closed at the end. */
  readonly archive?: Archive | null;
  /** How much of it; the whole one when left out. */
  readonly form?: Form;
  /** What the database holds, where somebody knows it exactly; else it is measured when the form needs it. */
  readonly before?: Restored | null;
  readonly connection: Connection;
  readonly tools: Toolset;
  readonly compare: Compare;
  /** Backend pids that must live on, e.g. the session that holds the guard's lock. All others are ended. */
  readonly keepSessions?: readonly number[];
  /** Over several connections instead of in one transaction; for the whole backup alone. */
  readonly jobs?: Jobs | null;
  readonly onProgress?: (progress: RestoreProgress) => void;
}

/** A restore over several connections: quicker, and no transaction. */
export interface Jobs {
  readonly count: number;
  /** Stops the writes of others, right before anything is touched; what it gives allows them again. */
  readonly keepOut: () => Promise<() => Promise<void>>;
  /** Ctrl-C and the like: the restore ends, whatever that leaves. */
  readonly signal: AbortSignal;
  /** The backup of the present state, null where there was nothing to back up. */
  readonly present: string | null;
}

/** Returned only when the database was measured equal to the backup, in what was put back, and to itself in the rest. */
export interface RestoreResult {
  readonly backup: string;
  /** Counts of what was put back. */
  readonly tables: number;
  readonly rows: number;
  readonly sequences: number;
  readonly largeObjects: number;
  /** Tables that were left alone and measured as they were before; null for a form that leaves none. */
  readonly untouched: number | null;
  readonly rolesCreated: readonly string[];
  readonly sessionsEnded: number;
  readonly seconds: number;
}
