import type { Metadata } from '../backup/types.ts';
import type { Verification } from '../journal/verifications.ts';

type Kept = Pick<Metadata, 'backup' | 'proof'> & { readonly target: { readonly key: string } };

/** Half a day less, so that a weekly timer that starts a moment early leaves nothing out until the next one. */
const week = 6.5 * 86_400_000;

/**
 * Backups whose last restore is older than a week (the one they were proven by counts), and the newest of each target
 * whatever its age. `backups` newest first, as is what it gives. Pure.
 */
export function dueForTest<T extends Kept>(backups: readonly T[], tests: readonly Verification[], now: Date): T[] {
  const last = new Map<string, number>();
  for (const { backup, at, outcome } of tests)
    if (outcome !== 'not tested') last.set(backup, Math.max(last.get(backup) ?? 0, Date.parse(at)));
  const seen = new Set<string>();
  return backups.filter(({ backup, proof, target }) => {
    const isNewest = !seen.has(target.key);
    seen.add(target.key);
    const restored = Math.max(last.get(backup) ?? 0, proof === null ? 0 : Date.parse(proof.at));
    return isNewest || now.getTime() - restored > week;
  });
}

/** Per target, in the order of `backups`, the newest one that was proven and not found different since; null for none. Pure. */
export function newestGood<T extends Kept>(backups: readonly T[], tests: readonly Verification[]) {
  const last = new Map(tests.filter(({ outcome }) => outcome !== 'not tested').map((each) => [each.backup, each]));
  const keys = [...new Set(backups.map(({ target }) => target.key))];
  return keys.map((key) => {
    const own = backups.filter(({ target }) => target.key === key);
    const good = own.find(({ backup, proof }) => proof !== null && last.get(backup)?.outcome !== 'different') ?? null;
    return { key, good, at: (good && (last.get(good.backup)?.at ?? good.proof?.at)) ?? null };
  });
}
