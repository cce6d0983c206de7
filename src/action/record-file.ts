import { closeSync, constants, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/** One record on this machine, kept so that a later process can put back what this one changed. */
export interface RecordFile<T> {
  /** Durable when it returns. Throws when it cannot be written: then nothing may be changed. */
  readonly write: (record: T) => void;
  /** Null when there is none, or one that was cut off: it is written whole before anything is changed. */
  readonly read: () => T | null;
  readonly remove: () => void;
}

/** The record at this path; what `isOne` does not know for one counts as none. Links are not followed when it is written. */
export function recordFile<T>(path: string, isOne: (value: Partial<T>) => boolean): RecordFile<T> {
  return {
    write: (record) => {
      const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
      const fd = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
      try {
        writeSync(fd, `${JSON.stringify(record)}\n`);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    },
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
