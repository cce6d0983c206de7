import type { ReadSet } from '../backup/take-in.ts';
import { Failure } from '../failures.ts';
import { readFolder } from './folder.ts';
import type { Restic } from './restic.ts';
import { setNamed, vaultSets } from './sets.ts';
import type { VaultSet } from './types.ts';

/** The set of this name in the vault. Failures: vault-set-missing, vault-name-taken and those of restic. */
export async function findInVault(restic: Restic, backup: string): Promise<VaultSet> {
  const found = setNamed(await vaultSets(restic), backup);
  if (!found) throw new Failure('vault-set-missing', { backup, repository: restic.repository });
  return found;
}

/** Gives the files of a set, piece by piece; restic checks each against its hash. Failures: those of restic. */
export function readFrom(restic: Restic, { snapshot }: VaultSet): ReadSet {
  return {
    file: (file, sink) => restic.stream(['dump', '--', snapshot, `/${file}`], { what: `read ${file}` }, sink),
    folder: (folder, take) => readFolder(restic, { snapshot, folder }, take),
  };
}

/** Makes the repository; false when it is there already and the password opens it. Failures: those of restic. */
export async function init(restic: Restic): Promise<boolean> {
  try {
    await restic.run(['cat', 'config'], { what: 'open the vault' });
    return false;
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'vault-no-repository')) throw error;
  }
  await restic.run(['init'], { what: 'make the vault' });
  return true;
}
