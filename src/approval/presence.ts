import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { judgePresence, type Presence } from './judge-presence.ts';

/** What the presence of a person is read from. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** The terminal device, /dev/tty. Never stdin: pipes answer for nobody. */
  readonly devTty: string;
  /** A folder that exists only on an agent's machine, /opt/.devin (@supabase/cli 3.1.0 looks there too). */
  readonly devin: string;
}

/** Whether a person can be asked here: a terminal device that opens, and no automation or AI-agent environment. */
export function readPresence(where: Surroundings): Presence {
  return judgePresence({
    env: where.env,
    hasTerminal: isTerminal(where.devTty),
    hasDevin: existsSync(where.devin),
  });
}

function isTerminal(path: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  } catch {
    return false; // ENXIO without a controlling terminal, ENOENT in bare containers: either way nobody can be asked.
  }
  try {
    return isatty(fd);
  } finally {
    closeSync(fd);
  }
}
