import { Failure } from '../failures.ts';
import { appendLine, readRecords } from './lines.ts';

/** One drill: a backup, restored and compared on scratch, with the times that were measured. */
export interface Drill {
  readonly schema: 1;
  /** When it was over; UTC, ISO 8601. */
  readonly at: string;
  /** The target's key. */
  readonly target: string;
  readonly label: string;
  readonly backup: string;
  /** The backup with its proof. */
  readonly backupSeconds: number;
  /** Reading its files, making the scratch server, restoring custom.dump into it and comparing. */
  readonly restoreSeconds: number;
  /** The two together: what is there is backed up, then the restore. */
  readonly recoverySeconds: number;
  /** All of it, with the proofs of full.sql and data.sql. */
  readonly seconds: number;
  readonly tables: number;
  readonly rows: number;
  /** Of the whole set. */
  readonly bytes: number;
  /** As the server says it: "15.18". */
  readonly serverVersion: string;
  readonly scratch: string;
  readonly unverified: readonly string[];
}

const name = 'drills.jsonl';

/** Appends one line, durably. Failure: drill-not-recorded (74). */
export async function recordDrill(directory: string, drill: Drill): Promise<void> {
  await appendLine(directory, name, drill).catch((error: Error) => {
    throw new Failure('drill-not-recorded', { directory, problem: error.message }, { cause: error });
  });
}

/** Every drill, oldest first, and how many lines could not be read. Throws what reading throws (a link, no permission). */
export function readDrills(directory: string): { readonly records: Drill[]; readonly unreadable: number } {
  return readRecords<Drill>(
    directory,
    name,
    ({ schema, at, target, recoverySeconds }) =>
      schema === 1 &&
      typeof target === 'string' &&
      !Number.isNaN(Date.parse(String(at))) &&
      typeof recoverySeconds === 'number',
  );
}
