import { Failure } from '../failures.ts';
import type { VaultSettings } from '../policy/types.ts';
import { openProject, type Project } from './project.ts';

/** The project with its vault. Failures: vault-not-set and those of the settings. */
export async function openVault(): Promise<Project & { readonly vault: VaultSettings }> {
  const project = await openProject();
  const { vault } = project.settings.backups;
  if (vault === null) throw new Failure('vault-not-set');
  return { ...project, vault };
}
