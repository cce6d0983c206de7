import { closeSync, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from '../postgres/machine-lock.ts';
import { appendDurably, makeDirectory, openLog, readLog, readRange } from './files.ts';

/** Appends one record as a line of a file beside the backups, durably. Throws what writing throws. */
export async function appendRecord(directory: string, name: string, record: object): Promise<void> {
  makeDirectory(directory);
  await withFileLock(join(directory, '.lock'), async () => {
    const fd = openLog(join(directory, name));
    try {
      const { size } = fstatSync(fd);
      // A crash may have cut the last line off: it must not spoil this one.
      const isTorn = size > 0 && readRange(fd, size - 1, size)[0] !== 10;
      appendDurably(fd, `${isTorn ? '\n' : ''}${JSON.stringify(record)}\n`);
    } finally {
      closeSync(fd);
    }
  });
}

/** Every record, oldest first, and how many lines are none. Throws what reading throws (a link, no permission). */
export function readRecords<T>(
  directory: string,
  name: string,
  parse: (value: unknown) => T | null,
): { readonly records: T[]; readonly unreadable: number } {
  const text = readLog(join(directory, name))?.toString('utf8') ?? '';
  const lines = text.split('\n').filter((line) => line !== '');
  const records = lines.map((line) => parse(jsonOf(line))).filter((record) => record !== null);
  return { records, unreadable: lines.length - records.length };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // No record: counted as unreadable.
  }
}
