/** A set in the vault, as its snapshot's tags tell. */
export interface VaultSet {
  readonly backup: string;
  /** The target's key. */
  readonly target: string;
  readonly environment: string;
  /** Digest of the names and hashes of its files: equal where the sets are. */
  readonly set: string;
  readonly bytes: number;
  /** When it was pushed: UTC, ISO 8601. */
  readonly pushedAt: string;
  /** restic's id of the snapshot. */
  readonly snapshot: string;
}

/** Where a set is; 'differs' when two sets have its name. */
export type Whereabouts = 'both' | 'only here' | 'only in the vault' | 'differs';
