import type { Backup } from './types.ts';

/** Which backups are asked for; null where it does not matter. */
export interface BackupFilter {
  /** Label, key or project ref. */
  readonly target: string | null;
  readonly environment: string | null;
  /** Milliseconds since 1970, both included. */
  readonly since: number | null;
  readonly until: number | null;
  readonly verified: boolean;
  /** Words in the name, in small or capital letters. */
  readonly named: string | null;
  readonly limit: number | null;
}

/** Those that are asked for, in the order given. Pure. */
export function filterBackups(backups: readonly Backup[], filter: BackupFilter): Backup[] {
  const found = backups.filter(({ metadata: { target, startedAt, proof, backup } }) => {
    const at = Date.parse(startedAt);
    return (
      (filter.target === null || [target.label, target.key, target.projectRef].includes(filter.target)) &&
      (filter.environment === null || target.environment === filter.environment) &&
      (filter.since === null || at >= filter.since) &&
      (filter.until === null || at <= filter.until) &&
      (!filter.verified || proof !== null) &&
      (filter.named === null || backup.toLowerCase().includes(filter.named.toLowerCase()))
    );
  });
  return filter.limit === null ? found : found.slice(0, filter.limit);
}
