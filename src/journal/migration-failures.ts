import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../published-file.ts';
import { oneLine } from '../terminal/clean.ts';
import { makeDirectory, openLog, readLog } from './files.ts';
import { type FailureEntry, failureEntry, type LoggedFailure, parseFailures } from './migration-failure-entry.ts';
import type { ChainLine } from './types.ts';

/** Where failed migrations are written down, inside the project folder. */
export const migrationFailuresFile = 'docs/migration_failures.log';

/**
 * Appends one entry to docs/migration_failures.log of the project: one write at the end, flushed; folder and file are made
 * where missing, links are not followed. Throws what writing throws: the caller says it.
 */
export function appendMigrationFailure(projectFolder: string, entry: FailureEntry): void {
  appendEntry(projectFolder, failureEntry(entry));
}

/** Appends what was done about one in the same way, in lines of label and words. Throws what writing throws. */
export function appendMigrationIncident(
  projectFolder: string,
  lines: readonly (readonly [label: string, words: string])[],
): void {
  const text = lines.map(([label, words]) => `${oneLine(label)}: ${oneLine(words)}\n`).join('');
  appendEntry(projectFolder, `${text}---\n`);
}

function appendEntry(projectFolder: string, text: string): void {
  const directory = join(projectFolder, 'docs');
  makeDirectory(directory);
  const fd = openLog(join(projectFolder, migrationFailuresFile));
  try {
    writeDurably(fd, text);
  } finally {
    closeSync(fd);
  }
  syncFolder(directory);
}

const commands: ReadonlySet<unknown> = new Set(['db push', 'migration up']);
const days30 = 30 * 86_400_000;

/**
 * The last failed migration that nothing has mended since: of this target (or of one the entry does not name), younger
 * than the last push or up the journal says went well there, and than 30 days. null when there is none, or no log. Throws
 * what reading throws.
 */
export function lastMigrationFailure(of: {
  readonly projectFolder: string;
  /** The target's key. */
  readonly target: string;
  readonly journal: readonly ChainLine[];
  readonly now: Date;
}): LoggedFailure | null {
  const bytes = readLog(join(of.projectFolder, migrationFailuresFile));
  if (bytes === null) return null;
  const mended = lastSuccess(of.journal, of.target);
  const since = Math.max(mended, of.now.getTime() - days30);
  const open = parseFailures(bytes.toString('utf8')).filter(
    ({ at, target }) => (target === null || target === of.target) && Date.parse(at) > since,
  );
  return open.at(-1) ?? null;
}

/** When the last push or up on this target ended well, in milliseconds since 1970; 0 when none did. */
function lastSuccess(journal: readonly ChainLine[], target: string): number {
  const intents = journal.filter(({ kind, facts }) => kind === 'intent' && facts.target === target);
  const runs = new Set(intents.filter(({ facts }) => commands.has(facts.command)).map(({ run }) => run));
  const ended = journal.findLast(({ kind, run, facts }) => kind === 'outcome' && runs.has(run) && facts.status === 0);
  return ended ? Date.parse(ended.at) : 0;
}
