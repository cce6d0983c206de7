import type { Programs } from '../postgres/programs.ts';
import type { Connection, Facts } from '../postgres/types.ts';
import type { PreparedCopy } from './copy.ts';
import type { Snapshot } from './snapshot.ts';
import type { Comparison } from './types.ts';

/** What a proof has to go by once dump and restore have ended. */
export interface Proving {
  readonly programs: Programs;
  readonly compare: Comparison;
  readonly snapshot: Snapshot;
  /** Text of schema.sql. */
  readonly schema: string;
  /** What could not be restored, in words; empty for a strict copy. */
  readonly errors: readonly string[];
  readonly copy: PreparedCopy;
  readonly source: Connection;
  /** Of the snapshot; its sequences as they were after the dump. */
  readonly sourceFacts: Promise<Facts>;
  /** Over how many the copy is read. */
  readonly sessions: number;
  /** Is called when the backup ends, however it does. */
  readonly atEnd: (close: () => Promise<void>) => void;
}
