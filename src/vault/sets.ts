import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Metadata } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import type { Restic } from './restic.ts';
import type { VaultSet, Whereabouts } from './types.ts';

const snapshots = z.array(
  z.object({ id: z.string().regex(/^[0-9a-f]{64}$/), time: z.string().min(1), tags: z.array(z.string()).optional() }),
);
const tags = z.object({
  backup: z.string().regex(/^backup_[a-z0-9_-]+$/),
  target: z.string(),
  environment: z.string(),
  set: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.coerce.number().int().nonnegative(),
});

/** Digest of a set: the same for the same files, whatever was added to the metadata later. */
export function setDigest({ parts }: Pick<Metadata, 'parts'>): string {
  const lines = Object.values(parts).map(({ file, bytes, sha256 }) => `${file} ${bytes} ${sha256}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

/** The tags a set is pushed with. A comma would end a tag. */
export function tagsOf(metadata: Metadata): string[] {
  const { backup, target, parts } = metadata;
  const bytes = Object.values(parts).reduce((sum, part) => sum + part.bytes, 0);
  const said = {
    ...{ backup, target: encodeURIComponent(target.key), environment: target.environment },
    ...{ set: setDigest(metadata), bytes },
  };
  return ['permahub', ...Object.entries(said).map(([name, value]) => `${name}=${value}`)];
}

/** Every set in the vault, newest first; snapshots that are not ours are left alone. Failures: those of the vault. */
export async function vaultSets(restic: Restic): Promise<VaultSet[]> {
  const what = 'list the vault';
  const printed = await restic.run(['snapshots', '--json', '--tag', 'permahub'], { what });
  const parsed = snapshots.safeParse(jsonOf(printed));
  if (!parsed.success) throw unreadable(what);
  const sets = parsed.data.map(({ id, time, tags: own }) => {
    const pairs = (own ?? []).map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]);
    const set = tags.safeParse(Object.fromEntries(pairs));
    if (!set.success) return null;
    const target = decodeURIComponent(set.data.target);
    return { ...set.data, target, pushedAt: new Date(time).toISOString(), snapshot: id };
  });
  return sets.filter((set) => set !== null).sort((a, b) => (a.backup < b.backup ? 1 : a.backup > b.backup ? -1 : 0));
}

/** The set of this name; null when there is none. Two different ones of a name: vault-name-taken. */
export function setNamed(sets: readonly VaultSet[], backup: string): VaultSet | null {
  const named = sets.filter((each) => each.backup === backup);
  if (new Set(named.map(({ set }) => set)).size > 1)
    throw new Failure('vault-name-taken', { backup, where: 'in the vault' });
  return named[0] ?? null;
}

/** Every set of either side, newest first, with where it is. Pure. */
export function whereabouts(
  here: readonly Pick<Metadata, 'backup' | 'parts'>[],
  there: readonly VaultSet[],
): { readonly backup: string; readonly where: Whereabouts; readonly inVault: VaultSet | null }[] {
  const own = new Map(here.map((each) => [each.backup, setDigest(each)]));
  const names = [...new Set([...own.keys(), ...there.map(({ backup }) => backup)])].sort().reverse();
  return names.map((backup) => {
    const digest = own.get(backup);
    const named = there.filter((each) => each.backup === backup);
    const differs = new Set([...named.map(({ set }) => set), ...(digest ? [digest] : [])]).size > 1;
    const where = differs ? 'differs' : named.length === 0 ? 'only here' : digest ? 'both' : 'only in the vault';
    return { backup, where, inVault: named[0] ?? null };
  });
}

/** What restic printed, as JSON; undefined when it is none. */
export function jsonOf(printed: string): unknown {
  try {
    return JSON.parse(printed);
  } catch {
    return undefined; // No schema takes it: the caller says so.
  }
}

export function unreadable(what: string): Failure {
  return new Failure('vault-failed', { what, how: 'status 0', problem: 'what it printed cannot be read' });
}
