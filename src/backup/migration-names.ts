import type { SqlSource } from '../target/sql/types.ts';
import { cleanName, longestName } from './names.ts';

type Pending = Pick<SqlSource, 'file' | 'kind'>;

/**
 * The name of a backup made before migrations, after what is pending: "pre-migration-20251114143022_users", for several
 * "pre-migration-20251114143022_users-and-2-more", without any "pre-migration". Safe in file names, never too long. Pure.
 */
export function preMigrationName(pending: readonly Pending[]): string {
  const [first, ...more] = pending.filter(({ kind }) => kind === 'migration');
  if (!first) return 'pre-migration';
  return fitted('pre-migration-', first, more.length === 0 ? '' : `-and-${more.length}-more`);
}

/** The name of a backup made after migrations, after the last one applied: "post-migration-20251114143022_users". Pure. */
export function postMigrationName(applied: readonly Pending[]): string {
  const last = applied.filter(({ kind }) => kind === 'migration').at(-1);
  return last ? fitted('post-migration-', last, '') : 'post-migration';
}

/** Only the middle gives way. */
function fitted(before: string, { file }: Pending, after: string): string {
  const stem = cleanName(file.slice(file.lastIndexOf('/') + 1).replace(/\.sql$/i, ''));
  const middle = stem.slice(0, longestName - before.length - after.length).replace(/[-_]+$/, '');
  return `${before}${middle}${after}`;
}
