import { Failure } from '../failures.ts';
import { prepareDirectory } from './directory.ts';
import { makeBackup } from './make.ts';
import { withNewName } from './reserve.ts';
import type { BackupRequest, Proven, RunningBackup } from './types.ts';

/**
 * Starts a backup and its proof: dump, restore into a scratch server, compare, publish. Give the question to the person
 * when `early` settles, and forward nothing before `published`. Failures: backup-directory, those of connecting, of the
 * programs and of the scratch server, disk-full, backup-not-written, copy-differs (65), interrupted (130).
 */
export function startBackup(request: BackupRequest): RunningBackup {
  const stop = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
  let tellEarly: (proven: Proven) => void = () => undefined;
  let failEarly: (error: unknown) => void = () => undefined;
  const early = new Promise<Proven>((resolve, reject) => {
    tellEarly = resolve;
    failEarly = reject;
  });
  const published = run();
  // Whoever waits for one of the two hears of it there; the other must not count as unhandled.
  for (const each of [early, published]) each.catch(() => undefined);
  published.catch(failEarly);
  return {
    early,
    published,
    cancel: async () => {
      stop.abort(new Failure('interrupted', { signal: 'the guard' }));
      await published.catch(() => undefined);
    },
  };

  async function run(): Promise<Proven> {
    signal.throwIfAborted();
    await prepareDirectory(request.directory);
    return withNewName(request.directory, request.name, new Date(), (backup) =>
      makeBackup({ ...request, signal }, backup, tellEarly),
    );
  }
}
