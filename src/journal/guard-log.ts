import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../published-file.ts';
import { oneLine } from '../terminal/clean.ts';
import { makeDirectory, openLog } from './files.ts';

/** guard.log of one run: what it did and when, one line each. It serves people who look for what happened; it proves nothing. */
export interface GuardLog {
  /** Appends one line. Never throws: a log that cannot be written must not change what the guard does. `problem` tells. */
  readonly say: (what: string) => void;
  /** Why a line could not be written, in words; null while all is well. Say it once on the terminal. */
  readonly problem: () => string | null;
}

/** Up to the last @ of the authority. Callers pass no secrets; this is the second net. */
const passwordInUrl = /(\b[a-z][a-z0-9+.-]*:\/\/[^:/?#\s@]*):[^/?#\s]*@/gi;

/** The log of this run in the backup directory (absolute). Lines: UTC time, run, what was done. */
export function openGuardLog(directory: string, run: string): GuardLog {
  let problem: string | null = null;
  return {
    say: (what) => {
      const line = `${new Date().toISOString()} ${run} ${oneLine(what).replace(passwordInUrl, '$1:***@')}\n`;
      try {
        makeDirectory(directory);
        const fd = openLog(join(directory, 'guard.log'));
        try {
          writeDurably(fd, line);
        } finally {
          closeSync(fd);
        }
      } catch (error) {
        problem ??= `guard.log in ${directory} could not be written: ${(error as Error).message}`;
      }
    },
    problem: () => problem,
  };
}
