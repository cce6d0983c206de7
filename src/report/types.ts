import type { TableHistory } from '../backup/history.ts';
import type { Planned } from '../backup/retain-plan.ts';
import type { Backup } from '../backup/types.ts';

/** A guarded run or a refused attempt, out of the journal. */
export interface ReportEvent {
  readonly kind: 'run' | 'refusal';
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly command: string;
  readonly target: string;
  /** The reason given, or why it was refused. */
  readonly why: string;
  readonly by: string | null;
  readonly backup: string | null;
  /** How it ended, in words; null for a refusal. */
  readonly ended: string | null;
  readonly well: boolean;
}

/** Something that has to be done regularly and was not. */
export interface OverdueDuty {
  readonly duty: string;
  /** Since when, and what does it. */
  readonly words: string;
}

export interface ReportTarget {
  readonly label: string;
  readonly environment: string;
  /** Newest first. */
  readonly backups: readonly Backup[];
  readonly tables: readonly TableHistory[];
}

/** Everything the page shows. */
export interface ReportData {
  readonly project: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly directory: string;
  readonly targets: readonly ReportTarget[];
  /** Oldest first. */
  readonly events: readonly ReportEvent[];
  /** Null while the journal is as it was written, else what is wrong with it. */
  readonly journalProblem: string | null;
  readonly plan: readonly Planned[];
  /** Sets that cannot be read, in words. */
  readonly broken: readonly string[];
  /** Null where nobody judged them. */
  readonly duties: readonly OverdueDuty[] | null;
}
