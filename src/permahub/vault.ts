import type { Command } from 'commander';
import { examples, json } from './options.ts';

/** Verbs of the vault: a restic repository that holds backups, encrypted, for every machine that has its password. */
export function register(program: Command, done: (status: number) => void): void {
  const vault = program.command('vault').description('backups in a restic repository: encrypted, for every machine');
  vault
    .command('init')
    .description('make the repository that the settings name (backups.vault)')
    .addHelpText('after', examples(['permahub vault init']))
    .action(async () => {
      const { vaultInit } = await import('../commands/vault-init.ts');
      done(await vaultInit());
    });

  vault
    .command('push')
    .description('hand backups to the vault; those that are there are left alone')
    .argument('[backup]', 'its name; every one that is here when left out')
    .addOption(json())
    .addHelpText('after', examples(['permahub vault push', 'permahub vault push backup_20251114_143022']))
    .action(async (name: string | undefined, options: { json?: true }) => {
      const { vaultPush } = await import('../commands/vault-push.ts');
      done(await vaultPush({ name: name ?? null, json: options.json === true }));
    });

  vault
    .command('list')
    .description('which backups are here, in the vault, or in both')
    .addOption(json())
    .addHelpText('after', examples(['permahub vault list', 'permahub vault list --json']))
    .action(async (options: { json?: true }) => {
      const { vaultList } = await import('../commands/vault-list.ts');
      done(await vaultList({ json: options.json === true }));
    });

  vault
    .command('pull')
    .description('fetch a backup from the vault; afterwards it restores by its name')
    .argument('<backup>', 'its name')
    .addHelpText('after', examples(['permahub vault pull backup_20251114_143022']))
    .action(async (name: string) => {
      const { vaultPull } = await import('../commands/vault-pull.ts');
      done(await vaultPull({ name }));
    });

  vault
    .command('check')
    .description('check the vault and read a part of it; status 65 when it is damaged')
    .option('--read <part>', 'how much of the data is read: "10%" at random, or "1/5"', '10%')
    .addOption(json())
    .addHelpText('after', examples(['permahub vault check', 'permahub vault check --read 100% --json']))
    .action(async (options: { read: string; json?: true }) => {
      const { vaultCheck } = await import('../commands/vault-check.ts');
      done(await vaultCheck({ read: options.read, json: options.json === true }));
    });
}
