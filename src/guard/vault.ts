import { fileOf } from '../backup/names.ts';
import { openBackup } from '../backup/open.ts';
import type { Backup } from '../backup/types.ts';
import { readPushes, recordPush } from '../journal/pushes.ts';
import type { Settings, VaultSettings } from '../policy/types.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { bytes } from '../terminal/words.ts';
import { type Pushed, push } from '../vault/push.ts';
import { openRestic } from '../vault/restic.ts';
import { setDigest } from '../vault/sets.ts';
import { untilInterrupted } from './interrupt.ts';

/**
 * Hands one backup to the vault and writes down what became of it. Failures: those of the push; vault-not-recorded.
 */
export async function pushRecorded(of: {
  readonly backup: Backup;
  /** Where it is written down: the backup directory, whichever folder the set lies in. */
  readonly directory: string;
  readonly vault: VaultSettings;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}): Promise<Pushed> {
  const { backup: made, directory, vault, env, signal } = of;
  const { backup } = made.metadata;
  const { repository } = vault;
  const said = () =>
    ({ schema: 1, at: new Date().toISOString(), backup, set: setDigest(made.metadata), repository }) as const;
  try {
    const pushed = await pushOpened(made, openRestic(vault, env, signal));
    await recordPush(directory, { ...said(), snapshot: pushed.snapshot, problem: null });
    return pushed;
  } catch (error) {
    const problem = (error as Error).message;
    await recordPush(directory, { ...said(), snapshot: null, problem }).catch((unwritten: Error) => {
      say(unwritten.message, 'danger');
    });
    throw error;
  }
}

/** An archived set is unpacked for it: the vault keeps files as they were published. */
async function pushOpened(made: Backup, restic: ReturnType<typeof openRestic>): Promise<Pushed> {
  const opened = await openBackup(made);
  try {
    return await push(restic, opened.backup, fileOf(made.metadata.backup, 'metadata'));
  } finally {
    await opened.close();
  }
}

/**
 * The same behind every backup, where the settings name a vault: one quiet line. Whatever goes wrong is said and stays in
 * `permahub status`; the backup is none the worse for it.
 */
export async function pushAfterBackup(backup: Backup, settings: Settings, env: NodeJS.ProcessEnv): Promise<void> {
  const { vault } = settings.backups;
  if (vault === null || isThere(backup, vault)) return;
  try {
    const pushed = await untilInterrupted((signal) =>
      withProgress('Handing the backup to the vault', () =>
        pushRecorded({ backup, directory: settings.backups.directory, vault, env, signal }),
      ),
    );
    say(`In the vault: ${pushed.backup}, ${bytes(pushed.readBack)} read back and equal.`, 'faint');
  } catch (error) {
    const problem =
      (error as Error & { readonly code?: unknown }).code === 'interrupted'
        ? 'it was stopped.'
        : (error as Error).message;
    say(`Not in the vault: ${backup.metadata.backup}: ${problem} Again: \`permahub vault push\`.`, 'danger');
  }
}

/** By what a push wrote down here. */
function isThere({ directory, metadata }: Backup, { repository }: VaultSettings): boolean {
  try {
    const set = setDigest(metadata);
    const own = readPushes(directory).records.filter((each) => each.repository === repository && each.set === set);
    return own.at(-1)?.snapshot != null;
  } catch {
    return false; // The push asks the vault itself.
  }
}

function say(text: string, tone: 'faint' | 'danger'): void {
  printLines([{ text: `permahub: ${text}`, tone }]);
}
