import { listBackups } from '../backup/list.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { bytes } from '../terminal/words.ts';
import { openRestic } from '../vault/restic.ts';
import { vaultSets, whereabouts } from '../vault/sets.ts';
import { printJson } from './print-json.ts';
import { openVault } from './vault.ts';

/** `permahub vault list`: every backup here or in the vault, newest first, with where it is. */
export async function vaultList(options: { readonly json: boolean }): Promise<number> {
  const { settings, vault } = await openVault();
  const { backups } = await listBackups(settings.backups.directory, settings.backups.archive);
  const sets = await untilInterrupted((signal) => vaultSets(openRestic(vault, process.env, signal)));
  const rows = whereabouts(
    backups.map(({ metadata }) => metadata),
    sets,
  );
  if (options.json) {
    printJson({ schema: 1, repository: vault.repository, backups: rows });
    return 0;
  }
  if (rows.length === 0) process.stdout.write('No backups, neither here nor in the vault.\n');
  for (const { backup, where, inVault } of rows) {
    const words = where === 'differs' ? 'DIFFERENT backups of one name' : where;
    const size = inVault ? `, ${inVault.target} (${inVault.environment}), ${bytes(inVault.bytes)}` : '';
    process.stdout.write(`${backup}\n  ${words}${size}\n`);
  }
  return 0;
}
