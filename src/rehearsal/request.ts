import type { Lint } from '../classification/sql/types.ts';
import type { RealCli } from '../cli/types.ts';
import type { Invocation } from '../invocation/types.ts';
import type { DatabaseRights } from '../postgres/database-rights.ts';
import type { Connection, Facts, Scratch } from '../postgres/types.ts';
import type { Surroundings, Target } from '../target/types.ts';
import type { Catalog } from './catalog.ts';
import type { Diff } from './types.ts';

/** What is rehearsed, where, and as whom. */
export interface RehearsalRequest {
  readonly scratch: Scratch;
  /** The restored copy, "before". Nobody else may be connected to it until `prepareRehearsal` has settled. */
  readonly copy: Connection;
  /** Exact facts of the source; may settle later than the rehearsal starts. */
  readonly facts: () => Promise<Facts>;
  readonly invocation: Invocation;
  readonly cli: RealCli;
  readonly surroundings: Surroundings;
  readonly target: Target;
  /** The role the CLI works as on the target. */
  readonly role: string;
  /** Standard input that was read and is replayed; null: none. */
  readonly stdin: Buffer | null;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly lint: Lint | null;
  /** Owner, grants and settings of the source database; absent where they were not read. */
  readonly rights?: DatabaseRights | null;
  /** Extensions of the source that the copy lacks. */
  readonly missing?: readonly string[];
  /** Applies the overrides of the target's [remotes.…] to a configuration's text, as the CLI does for a linked project. */
  readonly withOverrides?: (file: string, text: string) => string;
  readonly onProgress?: ((words: string) => void) | undefined;
}

/** How the copies are read and compared. */
export interface Reading {
  readonly before: (copy: Connection) => Promise<Catalog>;
  readonly diff: (of: {
    readonly before: Catalog;
    readonly beforeConnection: Connection;
    readonly after: Connection;
    readonly facts: Facts;
    /** First transaction id after the clone was made. */
    readonly since: string;
  }) => Promise<Diff>;
}
