import type { Programs } from '../postgres/programs.ts';
import type { Facts, TableFacts } from '../postgres/types.ts';
import type { PreparedCopy } from './copy.ts';
import type { PartWriter } from './part-file.ts';
import type { Snapshot } from './snapshot.ts';
import type { BackupRequest, Part, Parts, ProofRecord } from './types.ts';

/** One backup at work, far enough that its form decides what comes next. */
export interface Making {
  readonly request: BackupRequest;
  readonly backup: string;
  readonly programs: Programs;
  readonly snapshot: Snapshot;
  /** Settles when the copy may be written. */
  readonly copy: Promise<PreparedCopy>;
  /** Opens a file of the set. */
  readonly part: (name: Part) => Promise<PartWriter>;
  /** Called once, when every row of these tables was found in the copy; `parts` are those so far. */
  readonly foundRows: (found: FoundRows) => void;
  /** Call it when everything is restored and nobody is connected to the copy: others may use it from then on. */
  readonly handOver: (tables: readonly TableFacts[]) => Promise<void>;
  /** Is called when the backup ends, however it does. */
  readonly atEnd: (close: () => Promise<void>) => void;
}

interface FoundRows {
  readonly tables: readonly TableFacts[];
  readonly parts: Parts;
  readonly data: ProofRecord['data'];
  /** What is still being proven, in words. */
  readonly pending: readonly string[];
}

/** A set that is proven whole; its files are still open. */
export interface MadeSet {
  readonly facts: Facts;
  readonly record: Omit<ProofRecord, 'at' | 'seconds'>;
  /** Flushes its files to the disk. Failures: disk-full, backup-not-written. */
  readonly finish: () => Promise<Parts>;
}
