import type { Like } from './scratch-locale.ts';
import type { CopyNames } from './types.ts';

/** Where our session on a scratch server stays: every cluster has it, and no copy is made from it. */
export const besideCopies = 'template1';

/**
 * Names for the copies of this database. pg_cron can be made in the database of cron.database_name alone, and beside it in
 * "contrib_regression" (its script says so, 1.4 to 1.6). Pure.
 */
export function copyNames({ database, extensions }: Pick<Like, 'database' | 'extensions'>): CopyNames {
  const taken = ['template0', besideCopies, 'permahub_second', 'contrib_regression'];
  return {
    copy: taken.includes(database) ? 'permahub_copy' : database,
    second: extensions.includes('pg_cron') ? 'contrib_regression' : 'permahub_second',
  };
}
