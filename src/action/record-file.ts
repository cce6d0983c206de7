import { readFileSync, rmSync } from 'node:fs';
import { publishFile } from '../published-file.ts';

/** One record on this machine, kept so that a later process can put back what this one changed. */
export interface RecordFile<T> {
  /** Durable when it returns. Throws when it cannot be written: then nothing may be changed. */
  readonly write: (record: T) => void;
  /** Null when there is none, or one that was cut off: it is written whole before anything is changed. */
  readonly read: () => T | null;
  readonly remove: () => void;
}

/** The record at this path; what `isOne` does not know for one counts as none. A link in its place is replaced. */
export function recordFile<T>(path: string, isOne: (value: Partial<T>) => boolean): RecordFile<T> {
  return {
    write: (record) => publishFile(path, `${JSON.stringify(record)}\n`),
    read: () => {
      try {
        const record = JSON.parse(readFileSync(path, 'utf8')) as T | null;
        return record !== null && isOne(record) ? record : null;
      } catch (error) {
        if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    remove: () => rmSync(path, { force: true }),
  };
}
