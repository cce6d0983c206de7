import { findBackup } from '../backup/list.ts';
import { takeIn } from '../backup/take-in.ts';
import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { recordPush } from '../journal/pushes.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { bytes } from '../terminal/words.ts';
import { findInVault, readFrom } from '../vault/pull.ts';
import { openRestic } from '../vault/restic.ts';
import { setDigest } from '../vault/sets.ts';
import { openVault } from './vault.ts';

/** `permahub vault pull BACKUP`: the set as it was published, every file hashed; 0 as well when it is here already. */
export async function vaultPull(options: { readonly name: string }): Promise<number> {
  const { settings, vault } = await openVault();
  const { directory } = settings.backups;
  const { repository } = vault;
  const said = await untilInterrupted((signal) =>
    withProgress('Fetching the backup from the vault', async () => {
      const restic = openRestic(vault, process.env, signal);
      const found = await findInVault(restic, options.name);
      const { backup, set, snapshot } = found;
      const here = await findHere(directory, backup);
      if (here && setDigest(here.metadata) !== set)
        throw new Failure('vault-name-taken', { backup, where: `in ${directory}` });
      if (here) return `${backup} is here already.`;
      const metadata = await takeIn(directory, backup, readFrom(restic, found));
      const at = new Date().toISOString();
      await recordPush(directory, {
        schema: 1,
        at,
        backup,
        set: setDigest(metadata),
        repository,
        snapshot,
        problem: null,
      });
      return `${backup} is in ${directory}: ${bytes(found.bytes)}, every file as it was backed up.`;
    }),
  );
  printLines([{ text: `permahub: ${said}`, tone: 'good' }]);
  return 0;
}

async function findHere(directory: string, backup: string): Promise<Backup | null> {
  try {
    return await findBackup(directory, backup);
  } catch (error) {
    if (error instanceof Failure && error.code === 'backup-missing') return null;
    throw error;
  }
}
