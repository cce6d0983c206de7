import { fstatSync } from 'node:fs';
import { parseLine } from './entry.ts';
import { readRange } from './files.ts';
import type { ChainLine, Head } from './types.ts';

export interface Tail {
  /** The last whole line; null for an empty chain. */
  readonly last: ChainLine | null;
  /** Where the last whole line ends, in bytes. */
  readonly end: number;
  /** What stands behind it: a write that was cut off. */
  readonly torn: Buffer;
}

/** The end of the chain. Throws when its last whole line is not one of ours: nothing may be built on it. */
export function readTail(fd: number): Tail {
  const { size } = fstatSync(fd);
  for (let window = 65_536; ; window *= 4) {
    const from = Math.max(0, size - window);
    const bytes = readRange(fd, from, size);
    const close = bytes.lastIndexOf(10);
    const open = close < 0 ? -1 : bytes.lastIndexOf(10, close - 1);
    if (from > 0 && (close < 1 || open < 0)) continue;
    const end = from + close + 1;
    const torn = bytes.subarray(close + 1);
    if (close < 0) return { last: null, end: 0, torn };
    const last = parseLine(bytes.subarray(close === 0 ? 0 : open + 1, close));
    if (last === null) throw new Error('the last entry of reset_log.chain was changed');
    return { last, end, torn };
  }
}

/**
 * How the remembered head stands to the chain's last line: 'same'; 'behind' by the one entry a crash can leave; else
 * what is wrong, in words.
 */
export function compareHead(
  last: ChainLine | null,
  head: Head | null,
): 'same' | 'behind' | { readonly problem: string } {
  const seq = last?.seq ?? 0;
  if (head === null) {
    if (seq > 1) return { problem: 'reset_log.head is missing' };
    return seq === 0 ? 'same' : 'behind';
  }
  if (seq < head.seq)
    return { problem: `reset_log.chain ends at entry ${seq}, but entry ${head.seq} was written: entries were cut off` };
  if (seq === head.seq && last?.hash === head.hash) return 'same';
  if (seq === head.seq + 1 && last?.previous === head.hash) return 'behind';
  return { problem: 'reset_log.head does not belong to the end of reset_log.chain' };
}
