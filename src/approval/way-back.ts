import { join } from 'node:path';
import type { Target } from '../target/types.ts';
import { oneLine } from '../terminal/clean.ts';
import type { AlsoLost } from '../verification/types.ts';

/** How the target itself is put back; null where there is no verified backup. Pure. */
export function ownWayBack(own: AlsoLost): string | null {
  if (isOtherProject(own.target)) return wayBack(own);
  return own.proof.kind === 'restored' ? 'permahub undo' : null;
}

/** How a database that goes with local volumes is put back, in words; null where there is no verified backup. Pure. */
export function wayBack({ target, proof }: AlsoLost): string | null {
  if (proof.kind !== 'restored') return null;
  const { directory, metadata } = proof.backup;
  if (isOtherProject(target)) {
    const place = target.projectFolder ?? `the folder of project ${target.projectId}`;
    const into = target.database === 'postgres' ? '' : ` --to ${url(target)}`;
    return `in ${oneLine(place)}: supabase start, ${made(target)}then permahub restore ${join(directory, metadata.backup)}${into}`;
  }
  return `${made(target)}then permahub restore ${metadata.backup} --to ${url(target)}`;
}

/** Whether it belongs to another project than the folder's: its port is the engine's to tell. Pure. */
function isOtherProject({ kind, port }: Pick<Target, 'kind' | 'port'>): boolean {
  return kind === 'local' && port === null;
}

function made({ database }: Target): string {
  return database === 'postgres' ? '' : `create the database ${oneLine(database ?? '')}, `;
}

function url({ host, port, database }: Target): string {
  return `postgresql://postgres@${oneLine(host ?? '')}:${port ?? 'PORT'}/${oneLine(encodeURIComponent(database ?? ''))}`;
}
