import { availableParallelism } from 'node:os';

/** Connections of a parallel backup at the most: the scratch server has room for no more. */
export const mostJobs = 16;

/** Connections that a folder is restored over into a scratch server: it has this machine's cores, and few connections. */
export function scratchJobs(): number {
  return Math.min(8, availableParallelism());
}
