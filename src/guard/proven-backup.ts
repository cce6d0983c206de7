import { startBackup } from '../backup/start.ts';
import type { BackupRequest, RunningBackup } from '../backup/types.ts';
import type { Settings } from '../policy/types.ts';
import { isClean } from '../target/git.ts';
import type { GitFacts, Target } from '../target/types.ts';
import { compareFacts, compareSchemas } from '../verification/compare.ts';
import { personAt } from './look.ts';
import type { Source } from './source.ts';

type Own = Pick<BackupRequest, 'why' | 'purpose' | 'name' | 'env' | 'onProgress' | 'onRestored' | 'parallel'>;

/** Starts a backup of the source and its proof, as every backup of ours is made. Failures: those of `startBackup`. */
export async function startProvenBackup(
  of: Own & {
    readonly source: Source;
    readonly target: Target;
    readonly settings: Settings;
    readonly git: GitFacts;
    readonly signal: AbortSignal;
  },
): Promise<RunningBackup> {
  const { settings, source, ...request } = of;
  const { root, commit, branch } = of.git;
  const { host, port } = of.target;
  const place = source.copy && host !== null && port !== null ? { place: { host, port } } : {};
  return startBackup({
    parallel: settings.backups.parallel,
    ...request,
    git: { commit, branch, clean: root === null ? null : await isClean(root) },
    source: { ...source, ...place },
    directory: settings.backups.directory,
    creator: personAt(of.git, of.env),
    compare: { facts: compareFacts, schemas: compareSchemas },
  });
}
