import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '../postgres/machine-lock.ts';
import { oneLine } from '../terminal/clean.ts';
import { bytes } from '../terminal/words.ts';
import { guarded } from './part-file.ts';
import type { Backup, Metadata } from './types.ts';

/** A restore, for the log. */
export interface LoggedRestore {
  readonly at: Date;
  readonly reason: string;
  /** Of the working tree it was run in; null outside a repository. */
  readonly commit: string | null;
  /** Why it was not restored, or is not equal; null when it was restored and compared. */
  readonly failed: string | null;
}

/** Adds a backup to backup_log.md. Failures: disk-full, backup-not-written. */
export async function appendLog(directory: string, metadata: Metadata): Promise<void> {
  await append(directory, (before) => logEntry(metadata, new Date(metadata.startedAt), before));
}

/** Adds a restore of a backup to backup_log.md. Failures: disk-full, backup-not-written. */
export async function appendRestore({ directory, metadata }: Backup, restore: LoggedRestore): Promise<void> {
  await append(directory, (before) => restoreEntry(metadata, restore, before));
}

/** Adds to backup_log.md that a backup was archived or removed, and why. Failures: disk-full, backup-not-written. */
export async function appendRetained(
  directory: string,
  of: { readonly backup: string; readonly what: 'Archived' | 'Removed'; readonly why: string; readonly at: Date },
): Promise<void> {
  await append(directory, (before) => retainedEntry(of, before));
}

/** Adds an incident that is over to backup_log.md: a title, and lines of what was done. Failures: disk-full, backup-not-written. */
export async function appendIncident(
  directory: string,
  of: { readonly at: Date; readonly title: string; readonly lines: readonly (readonly [string, string])[] },
): Promise<void> {
  const lines = of.lines.map(([label, words]) => `- **${oneLine(label)}:** ${oneLine(words)}\n`).join('');
  await append(directory, (before) => {
    const { heading, time } = headingOf(of.at, before);
    return `${heading}### ${time} - ${of.title}\n${lines}\n`;
  });
}

/** One append, flushed; a day's heading only before its first entry. */
async function append(directory: string, entry: (before: string) => string): Promise<void> {
  const path = join(directory, 'backup_log.md');
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  await withFileLock(join(directory, '.lock'), () =>
    guarded(path, async () => {
      const handle = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
      try {
        const text = Buffer.from(entry(await handle.readFile('utf8')));
        const { bytesWritten } = await handle.write(text);
        if (bytesWritten !== text.length) throw new Error('the entry was written in part only');
        await handle.sync();
      } finally {
        await handle.close();
      }
    }),
  );
}

/** What stands in the log of a backup that retention took out of the folder. */
function retainedEntry(
  of: { readonly backup: string; readonly what: 'Archived' | 'Removed'; readonly why: string; readonly at: Date },
  before: string,
): string {
  const { heading, time } = headingOf(of.at, before);
  return `${heading}### ${time} - ${of.what}
- **Reason:** ${oneLine(of.why)}
- **Backup:** ${of.backup}

`;
}

function headingOf(at: Date, before: string): { heading: string; time: string } {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const lastDay = [...before.matchAll(/^## (\S+)$/gm)].at(-1)?.[1];
  return {
    heading: lastDay === day ? '' : `## ${day}\n\n`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}

/** The entry of the written procedure, with its day's heading when the log does not end in that day. */
export function logEntry(metadata: Metadata, at: Date, before: string): string {
  const { proof } = metadata;
  const status =
    proof === null
      ? 'not verified'
      : proof.unverified.length === 0
        ? 'ok Verified'
        : `ok Verified, except ${proof.unverified.length} named in the metadata`;
  const { commit } = metadata.git;
  return entryText(metadata, { at, title: titleOf(metadata.backup), reason: metadata.why, commit, status }, before);
}

/** The entry of a restore, in the same form. */
export function restoreEntry(metadata: Metadata, restore: LoggedRestore, before: string): string {
  const { failed } = restore;
  const status = failed === null ? 'ok Verified' : `failed: ${failed.split('\n')[0]}`;
  return entryText(metadata, { ...restore, title: 'Restore', status }, before);
}

function entryText(
  metadata: Metadata,
  of: { at: Date; title: string; reason: string; commit: string | null; status: string },
  before: string,
): string {
  const { heading, time } = headingOf(of.at, before);
  const size = Object.values(metadata.parts).reduce((sum, part) => sum + part.bytes, 0);
  return `${heading}### ${time} - ${of.title}
- **Reason:** ${oneLine(of.reason)}
- **Backup:** ${metadata.backup}
- **Size:** ${bytes(size)}
- **Git:** ${of.commit?.slice(0, 7) ?? 'none'}
- **Status:** ${oneLine(of.status)}
- **Target:** ${oneLine(metadata.target.label)}

`;
}

/** "Pre-Reset Backup", "Pre-Migration Backup", "Post-Migration Backup"; "Backup" for one without such a name. */
function titleOf(backup: string): string {
  const occasion = /^backup_\d{8}_\d{6}_(pre-reset|pre-migration|post-migration)(?![a-z0-9])/.exec(backup)?.[1];
  if (occasion === undefined) return 'Backup';
  return `${occasion.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase())} Backup`;
}
