import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failures.ts';

/** A private folder that does not outlive this process. */
export interface OwnFolder {
  readonly path: string;
  /** Removes it; settles when it is gone. Safe to call twice. */
  readonly remove: () => Promise<void>;
}

/** Makes the folder, waits for the guard's pipe to break - however the guard ends - and removes it. */
const script = `trap '' HUP INT TERM PIPE
umask 077
mkdir "$1" || exit 1
echo made
while read -r _; do :; done
for try in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf "$1" 2>/dev/null && exit 0
  sleep 0.5
done
exit 1`;

/** A new folder of mode 0700 in the folder for temporary files. Failures: rehearsal-folder, rehearsal-folder-left (69). */
export async function makeOwnFolder(): Promise<OwnFolder> {
  const path = join(tmpdir(), `permahub-rehearsal-${randomBytes(8).toString('hex')}`);
  const keeper = spawn('/bin/sh', ['-c', script, 'sh', path], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  keeper.stdin.on('error', () => undefined); // It is gone already; `exit` tells.
  const gone = new Promise<number | null>((resolve) => keeper.once('exit', resolve).once('error', () => resolve(null)));
  const made = await Promise.race([
    new Promise<boolean>((resolve) => keeper.stdout.once('data', () => resolve(true))),
    gone.then(() => false),
  ]);
  keeper.stdout.destroy();
  if (!made) throw new Failure('rehearsal-folder', { path });
  keeper.unref();
  return {
    path,
    remove: async () => {
      keeper.ref(); // The wait itself must keep us alive.
      keeper.stdin.end();
      const status = await gone;
      if (status !== 0) throw new Failure('rehearsal-folder-left', { path });
    },
  };
}
