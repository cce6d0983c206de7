import { Failure } from '../failures.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { type Checked, check } from '../vault/check.ts';
import { openRestic } from '../vault/restic.ts';
import { printJson } from './print-json.ts';
import { openVault } from './vault.ts';

/** `permahub vault check`: the structure of the vault, and a part of its data read and hashed. Failure: vault-damaged (65). */
export async function vaultCheck(options: { readonly read: string; readonly json: boolean }): Promise<number> {
  const part = /^(100|[1-9]?\d)(\.\d+)?%$|^([1-9]\d*)\/([1-9]\d*)$/.exec(options.read);
  if (!part || /^[0.]+%$/.test(options.read) || Number(part[3] ?? 1) > Number(part[4] ?? 1))
    throw new Failure('usage', { problem: `--read takes "10%" or "1/5", not "${options.read}"`, verb: 'vault check' });
  const { vault } = await openVault();
  const checked = await untilInterrupted((signal) =>
    withProgress('Checking the vault', () => check(openRestic(vault, process.env, signal), options.read)),
  );
  if (options.json) printJson({ schema: 1, ...checked });
  const problems = words(checked);
  if (problems.length > 0)
    throw new Failure('vault-damaged', { repository: vault.repository, problems: problems.join('\n') });
  if (!options.json)
    printLines([
      { text: `permahub: The vault ${vault.repository} is whole, as far as it was read:`, tone: 'good' },
      { text: `  its structure, and the content of ${read(checked)}.`, tone: 'plain' },
    ]);
  return 0;
}

function read({ packsRead, asked }: Checked): string {
  return packsRead === null ? 'nothing: restic named no pack' : `${counted(packsRead, 'pack')} (${asked} of the data)`;
}

function words({ damaged, problems }: Checked): string[] {
  if (damaged.length === 0) return problems.map((problem) => `  ${problem}`);
  return damaged.flatMap(({ pack, backups }) => [
    `  pack ${pack}`,
    ...backups.map((backup) => `    holds a part of ${backup}`),
  ]);
}
