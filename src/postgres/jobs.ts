import { availableParallelism } from 'node:os';

/** Connections that a folder is restored over into a scratch server: it has this machine's cores, and few connections. */
export function scratchJobs(): number {
  return Math.min(8, availableParallelism());
}
