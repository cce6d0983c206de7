import { parseLine } from './entry.ts';
import { journalPaths, readLog } from './files.ts';
import type { ChainLine } from './types.ts';

/** Every whole line of the chain whose own hash fits, oldest first; none when there is no journal. Whether they belong together is `verifyJournal`'s to say. */
export function readLines(directory: string): ChainLine[] {
  const chain = readLog(journalPaths(directory).chain) ?? Buffer.alloc(0);
  const lines: ChainLine[] = [];
  for (let from = 0, end = chain.indexOf(10); end >= 0; from = end + 1, end = chain.indexOf(10, from)) {
    const line = parseLine(chain.subarray(from, end));
    if (line !== null) lines.push(line);
  }
  return lines;
}
