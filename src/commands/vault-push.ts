import { findBackup, listBackups } from '../backup/list.ts';
import { Failure } from '../failures.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { pushRecorded } from '../guard/vault.ts';
import { withProgress } from '../terminal/progress.ts';
import { type Line, printLines } from '../terminal/style.ts';
import { bytes, counted } from '../terminal/words.ts';
import type { Pushed } from '../vault/push.ts';
import { printJson } from './print-json.ts';
import { openVault } from './vault.ts';

/** `permahub vault push [BACKUP]`: one backup, else every one that is here; those that are in the vault are left alone. */
export async function vaultPush(options: { readonly name: string | null; readonly json: boolean }): Promise<number> {
  const { settings, vault } = await openVault();
  const { directory, archive } = settings.backups;
  const chosen =
    options.name === null
      ? (await listBackups(directory, archive)).backups
      : [await findBackup(directory, options.name, archive)];
  if (chosen.length === 0) throw new Failure('backup-missing', { backup: 'any backup', directory });
  const pushed: Pushed[] = [];
  await untilInterrupted((signal) =>
    withProgress('Handing backups to the vault', async (report) => {
      // Oldest first: what was interrupted goes on where it stopped.
      for (const backup of [...chosen].reverse()) {
        report({ words: backup.metadata.backup });
        pushed.push(await pushRecorded({ backup, directory, vault, env: process.env, signal }));
      }
    }),
  );
  if (options.json) printJson({ schema: 1, repository: vault.repository, backups: pushed });
  else printLines(pushed.map(said));
  return 0;
}

function said({ backup, sent, files, bytes: size, readBack }: Pushed): Line {
  if (!sent) return { text: `permahub: ${backup} is in the vault already.`, tone: 'faint' };
  const text = `permahub: ${backup} is in the vault: ${counted(files, 'file')}, ${bytes(size)}; ${bytes(readBack)} read back and equal.`;
  return { text, tone: 'good' };
}
