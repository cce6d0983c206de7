import type { Metadata } from '../backup/types.ts';
import type { Lint } from '../classification/sql/types.ts';
import type { Hashes, Tested } from '../journal/applied.ts';
import type { WhatRuns } from '../target/sql/types.ts';
import type { GitFacts, Target } from '../target/types.ts';

export type Kind = 'migrations' | 'reset' | 'production';

/** What a machine can look at. */
export type Check =
  | 'backup-made'
  | 'backup-verified'
  | 'sql-read'
  | 'tested-local'
  | 'tested-staging'
  | 'rollback'
  | 'point-in-time'
  | 'git-clean';

/** One line of the written procedure, word for word. */
export interface Item {
  readonly id: string;
  readonly words: string;
  readonly by: { readonly machine: Check } | { readonly person: 'yes or words' | 'words' };
}

export interface Checklist {
  readonly kind: Kind;
  /** The heading of the written procedure. */
  readonly title: string;
  readonly items: readonly Item[];
}

/** Whether a hosted project can be put back to a moment; `unknown` with the reason. */
export type PointInTime =
  | { readonly kind: 'enabled' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'unknown'; readonly why: string };

/** What the machine's checks are made from, gathered before. */
export interface Facts {
  readonly now: Date;
  readonly target: Pick<Target, 'key' | 'label'>;
  /** As `--target` takes it. */
  readonly targetWord: string;
  readonly maxAgeSeconds: number;
  /** Of every target, newest first. */
  readonly backups: readonly Metadata[];
  /** What would run. */
  readonly migrations: Hashes;
  readonly lint: Pick<Lint, 'findings' | 'unparsed'>;
  readonly what: Pick<WhatRuns, 'faults' | 'stops'>;
  readonly tested: { readonly local: Tested; readonly staging: Tested };
  readonly pointInTime: PointInTime;
  readonly git: Pick<GitFacts, 'commit'> & { readonly clean: boolean | null };
}

/** How a line stands, and how that is known. */
export interface Standing {
  readonly state: 'done' | 'failed' | 'open';
  /** One sentence or less. */
  readonly how: string;
  /** What is meant, one by one; "$ …" is something to type. */
  readonly detail: readonly string[];
}

/** A line as it was found or answered. */
export interface Checked extends Standing {
  readonly id: string;
  readonly words: string;
  readonly by: 'machine' | 'person';
  /** Who answered; null for what a machine found and what nobody answered. */
  readonly who: string | null;
  /** UTC, ISO 8601: when it was found or answered. */
  readonly at: string;
}

/** One time somebody went through a checklist, as it is kept. */
export interface Recorded {
  readonly schema: 1;
  readonly checklist: Kind;
  /** The target's key. */
  readonly target: string;
  readonly at: string;
  readonly by: string;
  readonly commit: string | null;
  readonly migrations: Hashes;
  readonly items: readonly Checked[];
}
