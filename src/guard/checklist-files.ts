import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepareDirectory } from '../backup/directory.ts';
import { parseRecord, recordName, recordText } from '../checklists/record.ts';
import type { Kind, Recorded } from '../checklists/types.ts';
import { Failure } from '../failures.ts';
import { makeDirectory, readLog } from '../journal/files.ts';
import { publishFile } from '../published-file.ts';

/** Writes a record, durably and in one step, below the backup directory; its path. Failures: backup-directory, checklist-not-written (74). */
export async function writeRecord(backups: string, record: Recorded): Promise<string> {
  const directory = join(backups, 'checklists');
  await prepareDirectory(backups);
  try {
    makeDirectory(directory);
    const file = join(directory, recordName(record));
    publishFile(file, recordText(record));
    return file;
  } catch (error) {
    const problem = (error as Error).message.replace(/\.$/, '');
    throw new Failure('checklist-not-written', { directory, problem }, { cause: error });
  }
}

/**
 * The newest record of a checklist for a target; null when there is none. Files that are no records of ours do not count.
 * Failure: checklist-unreadable (69).
 */
export function newestRecord(backups: string, kind: Kind, target: string): Recorded | null {
  const directory = join(backups, 'checklists');
  try {
    const names = namesIn(directory).filter((name) => name.startsWith(`${kind}_`) && name.endsWith('.json'));
    const records = names.flatMap((name) => {
      const record = parseRecord((readLog(join(directory, name)) ?? Buffer.alloc(0)).toString('utf8'));
      return record && record.checklist === kind && record.target === target ? [record] : [];
    });
    return records.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1) ?? null;
  } catch (error) {
    const problem = (error as Error).message.replace(/\.$/, '');
    throw new Failure('checklist-unreadable', { directory, problem }, { cause: error });
  }
}

function namesIn(directory: string): string[] {
  try {
    if (lstatSync(directory).isSymbolicLink()) throw new Error(`${directory} is a symbolic link`);
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
