import type { Environment } from '../target/types.ts';

type DutyKind = 'backup' | 'restore-test' | 'retention';

/** What the written procedure asks for again and again, as data. */
export interface Duty {
  readonly kind: DutyKind;
  readonly environments: readonly Environment[];
  /** Seconds from one to the next; for retention, how long a backup is kept at least. */
  readonly every: number;
  /** For people: "backup every 6 hours". */
  readonly words: string;
}

/** A backup, as far as a duty is judged by it. */
interface Kept {
  readonly backup: string;
  /** UTC, ISO 8601: the data in it is from that moment. */
  readonly startedAt: string;
  /** Restored and compared when it was made, and not found different since. */
  readonly verified: boolean;
}

/** A restore test of a published backup, as `permahub verify` leaves it behind. */
export interface Test {
  readonly backup: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly outcome: 'equal' | 'different' | 'not tested';
}

/** What is known of one target. */
export interface DutyFacts {
  /** Newest first. */
  readonly backups: readonly Kept[];
  /** Oldest first. */
  readonly tests: readonly Test[];
  /** Backups the journal names, made in the time they have to be kept, that are not there any more. */
  readonly missing: readonly string[];
}

export interface Judged {
  /** 'due': the time is up, and the delay is still one a timer may have. 'never': late as well, nothing was ever done. */
  readonly state: 'met' | 'due' | 'overdue' | 'never';
  /** When it was last done; for retention, from when the oldest backup is. UTC, ISO 8601; null when never. */
  readonly since: string | null;
  /** When it has to be done next; null where that is now, or no time of its own. */
  readonly next: string | null;
}

/** A target that duties may hold for: named by the settings, linked, or known from backups and the journal. */
export interface KnownTarget {
  readonly key: string;
  readonly label: string;
  readonly environment: Environment;
  readonly projectRef: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string | null;
  readonly user: string | null;
}
