import type { Backup } from '../../src/backup/types.ts';
import type { Failure } from '../../src/failures.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import type { Jobs, RestoreInput } from '../../src/recovery/types.ts';
import type { Cluster } from '../support/cluster.ts';
import { approval, compare, connectionTo, overTwo, tools } from './fixture.ts';

/** Restores over two connections into a cluster, as the tests of one file want it. `of` is asked each time: a hook makes both. */
export function jobsTrial(of: () => { readonly cluster: Cluster; readonly backup: Backup }) {
  /** When others were kept out and let in again. */
  const turned: string[] = [];
  const jobs = (more: Partial<Jobs> = {}): Jobs => ({
    ...overTwo,
    keepOut: async () => {
      turned.push('out');
      return async () => void turned.push('in');
    },
    present: 'backup_20251114_160000',
    ...more,
  });
  const restore = (more: Partial<RestoreInput> = {}) => {
    const { cluster, backup } = of();
    return restoreBackup({
      approval,
      backup,
      connection: connectionTo(cluster),
      tools,
      compare,
      jobs: jobs(),
      ...more,
    });
  };
  /** The failure a restore ends with, in the words people see. */
  const failure = (more: Partial<RestoreInput> = {}) =>
    restore(more).then(
      () => null,
      ({ code, status, message, hint }: Failure) => ({ code, status, message, hint }),
    );
  return { turned, jobs, restore, failure };
}
