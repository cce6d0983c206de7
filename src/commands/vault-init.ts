import { untilInterrupted } from '../guard/interrupt.ts';
import { printLines } from '../terminal/style.ts';
import { init } from '../vault/pull.ts';
import { openRestic } from '../vault/restic.ts';
import { openVault } from './vault.ts';

/** `permahub vault init`: makes the restic repository; 0 also when it is there already and the password opens it. */
export async function vaultInit(): Promise<number> {
  const { vault } = await openVault();
  const made = await untilInterrupted((signal) => init(openRestic(vault, process.env, signal)));
  printLines(
    made
      ? [
          { text: `permahub: The vault ${vault.repository} is made.`, tone: 'good' },
          { text: '  Keep its password where you keep others: without it nobody reads what is in it.', tone: 'plain' },
        ]
      : [{ text: `permahub: The vault ${vault.repository} is there already; the password opens it.`, tone: 'good' }],
  );
  return 0;
}
