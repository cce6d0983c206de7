import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, ftruncateSync } from 'node:fs';
import { withFileLock } from '../postgres/machine-lock.ts';
import { publishFile, syncFolder, writeDurably } from '../published-file.ts';
import { lineText, nextLine, parseHead } from './entry.ts';
import { journalPaths, makeDirectory, openLog, readLog, readRange } from './files.ts';
import { compareHead, readTail, type Tail } from './tail.ts';
import type { ChainLine, EntryFacts, EntryKind } from './types.ts';

export interface NewEntry {
  readonly kind: EntryKind;
  readonly at: string;
  readonly run: string;
  readonly text: string;
  readonly facts: EntryFacts;
}

/** The end of the chain cannot be built on: it was changed or cut. */
export class DamagedJournal extends Error {}

/**
 * Appends one entry under a kernel lock: chain first, then reset_log.txt, then the head, each fsynced. What an earlier
 * crash left between them is completed first. When anything fails both files are as before, and the error is thrown.
 */
export async function appendEntry(directory: string, entry: NewEntry): Promise<ChainLine> {
  makeDirectory(directory);
  return withFileLock(journalPaths(directory).lock, async () => {
    const files = openBoth(directory);
    try {
      const tail = settle(directory, files);
      const before = { chain: tail.end, text: fstatSync(files.text).size };
      if (tail.torn.length > 0) ftruncateSync(files.chain, tail.end);
      const facts = { ...entry.facts, ...found(tail, files.text, before.text) };
      const line = nextLine(tail.last, { ...entry, facts, textAt: before.text });
      try {
        writeDurably(files.chain, lineText(line));
        if (entry.text !== '') writeDurably(files.text, entry.text);
        if (tail.last === null) syncFolder(directory);
        publishFile(journalPaths(directory).head, headText(line));
      } catch (error) {
        restore(files.chain, before.chain);
        restore(files.text, before.text);
        throw error;
      }
      return line;
    } finally {
      closeBoth(files);
    }
  });
}

/** Completes what a crash left half done. Call it only under the lock. Throws DamagedJournal when the end does not fit together. */
export function completeFromChain(directory: string): void {
  const files = openBoth(directory);
  try {
    settle(directory, files);
  } finally {
    closeBoth(files);
  }
}

interface Files {
  readonly chain: number;
  readonly text: number;
}

function settle(directory: string, files: Files): Tail {
  const tail = tailOf(files.chain);
  const bytes = readLog(journalPaths(directory).head);
  const head = bytes === null ? null : parseHead(bytes);
  if (bytes !== null && head === null) throw new DamagedJournal('reset_log.head was changed');
  const standing = compareHead(tail.last, head);
  if (typeof standing === 'object') throw new DamagedJournal(standing.problem);
  if (standing === 'behind' && tail.last !== null) {
    completeText(files.text, tail.last);
    publishFile(journalPaths(directory).head, headText(tail.last));
  }
  return tail;
}

function tailOf(chain: number): Tail {
  try {
    return readTail(chain);
  } catch (error) {
    throw new DamagedJournal((error as Error).message, { cause: error });
  }
}

/** Only a missing end is added; anything else there is left for the check to find. */
function completeText(fd: number, { text, textAt }: ChainLine): void {
  const wanted = Buffer.from(text);
  const { size } = fstatSync(fd);
  const there = readRange(fd, textAt, size);
  const isCutOff = size >= textAt && there.length < wanted.length && wanted.subarray(0, there.length).equals(there);
  if (isCutOff) writeDurably(fd, wanted.subarray(there.length));
}

/** What the first entry says about a log kept by hand before, and any entry about a write that was cut off before it. */
function found(tail: Tail, text: number, size: number): EntryFacts {
  const mark = (bytes: Buffer) => ({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  return {
    ...(tail.last === null && size > 0 ? { textBefore: mark(readRange(text, 0, size)) } : {}),
    ...(tail.torn.length > 0 ? { unfinishedBefore: mark(tail.torn) } : {}),
  };
}

function restore(fd: number, size: number): void {
  ftruncateSync(fd, size);
  fsyncSync(fd);
}

function headText({ seq, hash }: ChainLine): string {
  return `${JSON.stringify({ hash, seq })}\n`;
}

function openBoth(directory: string): Files {
  const paths = journalPaths(directory);
  const chain = openLog(paths.chain);
  try {
    return { chain, text: openLog(paths.text) };
  } catch (error) {
    closeSync(chain);
    throw error;
  }
}

function closeBoth(files: Files): void {
  closeSync(files.chain);
  closeSync(files.text);
}
