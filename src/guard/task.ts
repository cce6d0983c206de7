import type { Outcome } from '../action/types.ts';
import type { Request, Signature, Signatures } from '../approval/request-types.ts';
import type { Approval } from '../approval/types.ts';
import type { RestoredCopy } from '../backup/types.ts';
import type { Classification } from '../classification/types.ts';
import type { RealCli } from '../cli/types.ts';
import type { Decision, People, Settings } from '../policy/types.ts';
import type { Connection } from '../postgres/types.ts';
import type { Impact } from '../rehearsal/types.ts';
import type { History } from '../target/sql/types.ts';
import type { GitFacts, Target } from '../target/types.ts';
import type { Proof } from '../verification/types.ts';
import type { Place } from './look.ts';
import type { Meaning } from './meaning.ts';
import type { Source } from './source.ts';
import type { Removal } from './stack.ts';

/** One guarded run: everything known before anything is contacted, and what to do once it is approved. */
export interface Task {
  readonly place: Place;
  /** Words of the command for the journal: "db reset", "restore". */
  readonly command: string;
  /** The words typed after `supabase`, or after `permahub` for a verb of ours. May hold secrets. */
  readonly argv: readonly string[];
  /** The whole line as people may see it, without secrets. */
  readonly shown: string;
  readonly target: Target;
  readonly classification: Classification;
  readonly decision: Decision;
  /** The policy's word on the same command when it destroys. */
  readonly ifDestructive: Decision;
  /** What is to be said about our own word --destructive; null when nothing. */
  readonly word: string | null;
  readonly settings: Settings;
  readonly people: People;
  readonly git: GitFacts;
  /** How to reach the target; throws what is missing. */
  readonly connection: () => Connection;
  /** The real CLI, where the action runs it. */
  readonly cli: RealCli | null;
  /** Files outside supabase/ that must not change between backup and action. */
  readonly files: readonly string[];
  /** The SQL it would run, as far as it was read; null for commands that run none. */
  readonly sql: {
    /** Null until somebody has to know: what is refused by its name loads no parser. */
    readonly meaning: Meaning | null;
    readonly read: (history: History | null) => Promise<Meaning>;
  } | null;
  /** It reaches the database and leaves its data alone: connected, not backed up, nothing counted afterwards. */
  readonly leavesData: boolean;
  /** What it does to the volumes of local stacks, and so to every database in them. */
  readonly removes: Removal;
  /** Makes it ready to be run on a clone of the restored copy, see `rehearse`; null for what is not rehearsed. */
  readonly rehearse: Rehearse | null;
  /** Further facts for the journal. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Who approves: the person at the terminal, or signatures on a request; then nobody is asked anything. */
  readonly approvedBy: 'person' | 'signatures';
  /** Whether a request can hold it: `permahub request -- …`. */
  readonly requestable: boolean;
  /** A restore in an emergency: the owner alone now, the second person afterwards. */
  readonly emergency: boolean;
  /** The signed request it is carried out for; null where the person at the terminal approves. */
  readonly request: SignedRequest | null;
  /** The same run where its target turned out to be another environment: judged anew. */
  readonly onTarget: (target: Target) => Task;
  /**
   * Refuses what cannot be done in the place that was reached, or with what is there to do it: before anything is backed up
   * (proof null), and before anybody is asked. Left out where it can be done anywhere.
   */
  readonly assertPossible?: (source: Source, proof: Proof | null) => Promise<void>;
  /** Does it. The source is null where there is no database to reach. */
  readonly act: (approval: Approval, source: Source | null, sql: Meaning | null) => Promise<Acted>;
}

/** A request on disk, with the signatures on it that were verified. */
export interface SignedRequest {
  readonly request: Request;
  /** Of the canonical request. */
  readonly sha256: string;
  readonly signatures: readonly Signature[];
  /** Reads and verifies the statements anew, right before the action: somebody may have said no meanwhile. */
  readonly again: (databaseNow: Date | null) => Promise<Signatures>;
}

/** What the action did to the target. */
export interface Acted extends Outcome {
  /** False only when it is certain that no data changed (a restore that rolled back, a mark). */
  readonly changed: boolean;
}

/** Clones the copy while nobody else is connected to it, then runs the command there. */
export type Rehearse = (
  copy: RestoredCopy,
  of: {
    readonly meaning: Meaning | null;
    readonly source: Source;
    readonly signal: AbortSignal;
    readonly onProgress: (words: string) => void;
  },
) => Promise<{ readonly run: () => Promise<Impact> }>;
