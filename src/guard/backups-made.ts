import type { Backup } from '../backup/types.ts';
import type { Proof } from '../verification/types.ts';
import type { Held } from './hold.ts';

/** What this run published, once it has ended: of databases beside the target, and what a later backup took the place of, too. */
export async function backupsMade(held: Held): Promise<Backup[]> {
  const all = [held, ...held.others.map((other) => other.held)].flatMap(({ running }) => running);
  const ended = await Promise.allSettled(all);
  return ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value.backup] : []));
}

/** The same, and what was relied on without being made by this run; each once. */
export async function backupsOf(held: Held, proofs: readonly Proof[]): Promise<Backup[]> {
  const reliedOn = proofs.flatMap((proof) => (proof.kind === 'restored' ? [proof.backup] : []));
  const all = [...(await backupsMade(held)), ...reliedOn];
  return [...new Map(all.map((backup) => [backup.metadata.backup, backup])).values()];
}
