import { createHash } from 'node:crypto';
import { canonical } from '../canonical.ts';
import { oneLine } from '../terminal/clean.ts';
import type { ChainLine, EntryFacts, EntryKind, Head } from './types.ts';

/** What `previous` of the first line holds. */
export const noPrevious = '0'.repeat(64);

/** The text of one entry of reset_log.txt: the reason is always a single line, so it can never look like another entry. */
export function entryText(entry: {
  /** Words of the command: "db reset", "migration up", "restore". */
  readonly command: string;
  readonly reason: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** null outside a git repository or before its first commit. */
  readonly commit: string | null;
}): string {
  const title = entryTitle(entry.command);
  return [
    `${title} reason: ${oneLine(entry.reason)}`,
    `${title} date: ${entry.at}`,
    `Git commit: ${entry.commit ?? 'none'}`,
    '---',
    '',
  ].join('\n');
}

/** "db reset" -> "Reset", "db push" -> "Push", "migration up" -> "Migration up". */
function entryTitle(command: string): string {
  const words = oneLine(command).replace(/^db /, '') || 'command';
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The line that follows `previous` (null for the first), hashed. */
export function nextLine(
  previous: Head | null,
  entry: {
    readonly kind: EntryKind;
    readonly at: string;
    readonly run: string;
    readonly text: string;
    readonly textAt: number;
    readonly facts: EntryFacts;
  },
): ChainLine {
  const unhashed = {
    schema: 1 as const,
    seq: (previous?.seq ?? 0) + 1,
    ...entry,
    previous: previous?.hash ?? noPrevious,
  };
  return { ...unhashed, hash: hashOf(unhashed) };
}

/** The line as it stands in the file, newline included. */
export function lineText(line: ChainLine | Head): string {
  return `${canonical(line)}\n`;
}

/** A line of the file without its newline; null when it is not exactly what `lineText` writes or its hash does not fit. */
export function parseLine(bytes: Uint8Array): ChainLine | null {
  const line = parsed(bytes) as Partial<ChainLine> | null;
  if (line === null || line.schema !== 1 || typeof line.seq !== 'number' || typeof line.textAt !== 'number')
    return null;
  if (typeof line.text !== 'string' || typeof line.run !== 'string' || typeof line.previous !== 'string') return null;
  const { hash, ...unhashed } = line;
  return hash === hashOf(unhashed) ? (line as ChainLine) : null;
}

/** The content of reset_log.head; null when it is not exactly what `lineText` writes. */
export function parseHead(bytes: Uint8Array): Head | null {
  if (bytes.at(-1) !== 10) return null;
  const head = parsed(bytes.subarray(0, -1)) as Partial<Head> | null;
  return typeof head?.seq === 'number' && typeof head.hash === 'string' ? (head as Head) : null;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function parsed(bytes: Uint8Array): object | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    const isExact = value !== null && typeof value === 'object' && Buffer.from(canonical(value)).equals(bytes);
    return isExact ? value : null;
  } catch {
    return null; // Not JSON or not UTF-8: not one of our lines, which is the answer asked for.
  }
}
