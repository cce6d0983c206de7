import type { Backup } from '../backup/types.ts';
import type { Session } from '../postgres/connection.ts';
import { readFreshness } from '../postgres/freshness.ts';
import { sameState } from '../postgres/same-state.ts';
import type { Freshness, Identity } from '../postgres/types.ts';
import { touchedFiles } from './files.ts';
import type { Proof } from './types.ts';

/**
 * The newest verified backup that is still exactly what the database holds, measured now; null when there is none and a new
 * one is needed. Its files are as published, and it is younger than `maxAgeSeconds`.
 */
export async function stillExact(of: {
  readonly backups: readonly Backup[];
  readonly source: { readonly session: Session; readonly identity: Identity };
  readonly maxAgeSeconds: number;
}): Promise<(Proof & { readonly kind: 'restored' }) | null> {
  if (!of.backups.some(({ metadata }) => metadata.proof !== null)) return null;
  const now = await readFreshness(of.source.session);
  const at = Date.now();
  for (const backup of reusable(of.backups, of.source.identity, now, at, of.maxAgeSeconds)) {
    const record = backup.metadata.proof;
    if (record && (await touchedFiles(backup)).length === 0) return { kind: 'restored', backup, record, reused: true };
  }
  return null;
}

/** Those that may be used again if their files are unharmed, newest first. */
function reusable(
  backups: readonly Backup[],
  identity: Identity,
  freshness: Freshness,
  now: number,
  maxAgeSeconds: number,
): Backup[] {
  return backups
    .filter(({ metadata }) => {
      const { proof, identity: was, startedAt } = metadata;
      const age = (now - Date.parse(startedAt)) / 1000;
      // A clock that was put back makes no backup younger.
      if (proof === null || age < 0 || age > maxAgeSeconds) return false;
      const same = was.systemIdentifier === identity.systemIdentifier && was.databaseOid === identity.databaseOid;
      return same && sameState(metadata.freshness, freshness).same;
    })
    .sort((a, b) => Date.parse(b.metadata.startedAt) - Date.parse(a.metadata.startedAt));
}
