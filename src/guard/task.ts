import type { Outcome } from '../action/types.ts';
import type { Approval } from '../approval/types.ts';
import type { Classification } from '../classification/types.ts';
import type { RealCli } from '../cli/types.ts';
import type { Decision, Settings } from '../policy/types.ts';
import type { Connection } from '../postgres/types.ts';
import type { GitFacts, Target } from '../target/types.ts';
import type { Place } from './look.ts';
import type { Source } from './source.ts';

/** One guarded run: everything known before anything is contacted, and what to do once it is approved. */
export interface Task {
  readonly place: Place;
  /** Words of the command for the journal: "db reset", "restore". */
  readonly command: string;
  /** The whole line as people may see it, without secrets. */
  readonly shown: string;
  readonly target: Target;
  readonly classification: Classification;
  readonly decision: Decision;
  readonly settings: Settings;
  readonly git: GitFacts;
  /** How to reach the target; throws what is missing. */
  readonly connection: () => Connection;
  /** The real CLI, where the action runs it. */
  readonly cli: RealCli | null;
  /** Files outside supabase/ that must not change between backup and action. */
  readonly files: readonly string[];
  /** Further facts for the journal. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Does it. The source is null where there is no database to reach. */
  readonly act: (approval: Approval, source: Source | null) => Promise<Acted>;
}

/** What the action did to the target. */
export interface Acted extends Outcome {
  /** False only when it is certain that nothing changed (a restore that rolled back). */
  readonly changed: boolean;
}
