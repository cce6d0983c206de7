import { closeSync, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from '../postgres/machine-lock.ts';
import { writeDurably } from '../published-file.ts';
import { makeDirectory, openLog, readLog, readRange } from './files.ts';

/** Appends one record as a line of JSON to a file of the backup directory, durably. Throws what writing throws. */
export async function appendLine(directory: string, name: string, record: object): Promise<void> {
  makeDirectory(directory);
  await withFileLock(join(directory, '.lock'), async () => {
    const fd = openLog(join(directory, name));
    try {
      const { size } = fstatSync(fd);
      // A crash may have cut the last line off: it must not spoil this one.
      const isTorn = size > 0 && readRange(fd, size - 1, size)[0] !== 10;
      writeDurably(fd, `${isTorn ? '\n' : ''}${JSON.stringify(record)}\n`);
    } finally {
      closeSync(fd);
    }
  });
}

/** Every record, oldest first, and how many lines are none. Throws what reading throws (a link, no permission). */
export function readRecords<T>(directory: string, name: string, isOne: (value: Partial<T>) => boolean) {
  const text = readLog(join(directory, name))?.toString('utf8') ?? '';
  const lines = text.split('\n').filter((line) => line !== '');
  const records = lines.flatMap((line) => {
    const value = parse(line) as Partial<T> | null;
    return value !== null && typeof value === 'object' && isOne(value) ? [value as T] : [];
  });
  return { records, unreadable: lines.length - records.length };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // Counted by the caller.
  }
}
