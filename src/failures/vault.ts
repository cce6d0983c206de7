import type { Entry } from './entry.ts';

/** Failures of the vault: restic, its repository, and what is handed over. */
export const vaultFailures = {
  'restic-missing': {
    status: 69,
    says: (d) => `restic, which keeps the vault, could not be started: ${d.problem}.`,
    hint: () => 'Install it: Debian, Ubuntu: `apt-get install restic`; macOS: `brew install restic`.',
  },
  'vault-damaged': {
    status: 65,
    says: (d) => `The vault ${d.repository} is DAMAGED:\n${d.problems}`,
    hint: () =>
      'Push what is still here into another repository; https://restic.readthedocs.io tells how to repair this one.',
  },
  'vault-failed': {
    status: 69,
    says: (d) => `restic could not ${d.what} (${d.how}): ${d.problem}.`,
    hint: () => 'Put the cause right and start again; the backups on this machine were not touched.',
  },
  'vault-locked': {
    status: 75,
    says: (d) => `The vault ${d.repository} is locked: ${d.problem}.`,
    hint: () =>
      'Wait until the other one has finished. Where it died, `restic unlock` with the same repository takes its lock away.',
  },
  'vault-name-taken': {
    status: 77,
    says: (d) => `Refused: ${d.where} another backup is named ${d.backup} already. Nothing was written.`,
    hint: () => '`permahub vault list` shows both sides; nothing is ever overwritten.',
  },
  'vault-no-password': {
    status: 69,
    says: (d) => `Nothing says where the password of the vault ${d.repository} is.`,
    hint: () =>
      'Name "passwordFile" or "passwordCommand" in backups.vault, or set RESTIC_PASSWORD_FILE, RESTIC_PASSWORD_COMMAND or RESTIC_PASSWORD.',
  },
  'vault-no-repository': {
    status: 69,
    says: (d) => `There is no restic repository at ${d.repository}.`,
    hint: () => 'Make it: `permahub vault init`; or put backups.vault in the settings right.',
  },
  'vault-not-as-here': {
    status: 65,
    says: (d) => `${d.backup} did not arrive in the vault as it is here: ${d.problem}.`,
    hint: () => 'Start again; `permahub vault check --read 100%` reads everything in the vault.',
  },
  'vault-not-recorded': {
    status: 74,
    says: (d) => `What became of ${d.backup} at the vault could not be written down in ${d.directory}: ${d.problem}.`,
    hint: () => 'Make room or put the permissions right, then `permahub vault push` again.',
  },
  'vault-not-set': {
    status: 69,
    says: () => 'This project has no vault: the settings name no restic repository (backups.vault).',
    hint: () => 'docs/vault.md in the permahub package tells how to set one up.',
  },
  'vault-password-wrong': {
    status: 69,
    says: (d) => `The password does not open the vault ${d.repository}.`,
    hint: () => 'Ask whoever made the vault; without its password nobody reads what is in it.',
  },
  'vault-set-missing': {
    status: 69,
    says: (d) => `Not in the vault ${d.repository}: ${d.backup}.`,
    hint: () => '`permahub vault list` shows what is there.',
  },
  'vault-unreachable': {
    status: 69,
    says: (d) => `The vault ${d.repository} cannot be reached: ${d.problem}.`,
    hint: () => 'Start again when it answers: `permahub vault push` hands over what it lacks.',
  },
} satisfies Record<string, Entry>;
