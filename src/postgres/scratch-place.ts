import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { Failure } from '../failures.ts';
import { listenOnLoopback } from './loopback.ts';

/** The account a server runs as: null for our own. */
export type Account = { readonly uid: number; readonly gid: number } | null;

/** PostgreSQL refuses root: as root its server runs as `postgres`, else as `nobody`. */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such account: try the next.
    }
  }
  throw new Failure('scratch-failed', { problem: 'root has no account "postgres" or "nobody" to run a server as' });
}

/**
 * A free name for a folder with room for `bytes` that this account can make, in TMPDIR, /var/tmp or /tmp, the first that
 * fits. Failure: scratch-room.
 */
export function scratchFolder(env: NodeJS.ProcessEnv, account: Account, bytes: number): string {
  const places = [...new Set([env.TMPDIR, '/var/tmp', '/tmp'].filter((place) => place !== undefined && place !== ''))];
  const usable = places.filter((place) => isUsable(place as string, account)) as string[];
  const roomy = usable.find((place) => freeBytes(place) >= bytes);
  if (roomy === undefined) {
    const found = usable.map((place) => `${megabytes(freeBytes(place))} MB in ${place}`).join(', ');
    throw new Failure('scratch-room', { needed: megabytes(bytes), found: found || `none in ${places.join(', ')}` });
  }
  return join(roomy, `permahub-scratch-${randomBytes(8).toString('hex')}`);
}

/** A loopback port nothing listens on, never one of the local stack's usual ones (54320-54329). */
export async function scratchPort(): Promise<number> {
  const probe = createServer();
  const port = await listenOnLoopback(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function freeBytes(place: string): number {
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);

/** Another account must be able to enter every folder above, and to remove its own from the last one. */
function isUsable(place: string, account: Account): boolean {
  try {
    if (!account) return statSync(place).isDirectory();
    if ((statSync(place).mode & 0o003) !== 0o003) return false;
    for (let at = place; at !== dirname(at); at = dirname(at)) if ((statSync(at).mode & 0o001) === 0) return false;
    return true;
  } catch {
    return false; // Not there.
  }
}
