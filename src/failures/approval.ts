import type { Entry } from './entry.ts';

/** Failures of requests and of signatures on them. */
export const approvalFailures = {
  'ssh-keygen-missing': {
    status: 69,
    says: (d) => `ssh-keygen could not be started (${d.problem}); signatures are made and verified by it.`,
    hint: () => 'Install OpenSSH 8.9 or newer (package openssh-client), then start again.',
  },
  'ssh-keygen-failed': {
    status: 69,
    says: (d) => `A signature could not be verified: ${d.problem}. It does not count.`,
    hint: () => 'Make room in the folder for temporary files, or put its permissions right, then start again.',
  },
  'signing-key-missing': {
    status: 69,
    says: (d) => `Nothing was signed: there is no key ${d.key}.`,
    hint: () => 'Name the file of your key with --key FILE.',
  },
  'signing-key-unusable': {
    status: 69,
    says: (d) => `Nothing was signed: the key ${d.key} cannot be used (${d.problem}).`,
    hint: () =>
      'Its private half must be a file that only you may read (chmod 600), or in your ssh-agent (ssh-add -l lists it).',
  },
  'signing-key-unknown': {
    status: 69,
    says: (d) => `None of your keys stands in ${d.signers}. Tried:\n${d.tried}`,
    hint: () =>
      'Name your key with --key FILE, or add one: put a line "your e-mail address, the contents of its .pub file" into that file, and have it reviewed and merged: only the default branch counts.',
  },
  'signing-passphrase': {
    status: 77,
    says: (d) => `Nothing was signed: the passphrase of ${d.key} was wrong, or nobody could be asked for it.`,
    hint: () => 'Start again at a terminal, or unlock the key in your ssh-agent first (ssh-add).',
  },
  'signing-failed': {
    status: 77,
    says: (d) => `Nothing was signed: ssh-keygen did not sign with ${d.key} (${d.problem}).`,
    hint: () => 'Start again; a security key wants to be plugged in and touched.',
  },
  'request-missing': {
    status: 69,
    says: (d) => `There is no request ${d.file}.`,
    hint: () => 'Name the file, or fetch it with --fetch.',
  },
  'request-invalid': {
    status: 65,
    says: (d) => `${d.file} is no request that could be signed or carried out: ${d.problem}.`,
    hint: () => 'Get it anew from whoever made it; a request is never edited.',
  },
  'request-not-written': {
    status: 74,
    says: (d) => `${d.file} could not be written: ${d.problem}.`,
    hint: () => 'Make room or put the permissions right, then start again.',
  },
  'request-replaced': {
    status: 65,
    says: (d) => `${d.file} is there already, with other content. It was left as it is.`,
    hint: () => 'Somebody replaced what was shared, or a file was edited. Make a new request.',
  },
  'remote-unknown': {
    status: 69,
    says: (d) => `The repository in ${d.folder} has no remote "${d.remote}". Known: ${d.known}.`,
    hint: () => 'Add it (git remote add), or name another.',
  },
  'remote-failed': {
    status: 69,
    says: (d) => `git could not ${d.what} the remote "${d.remote}": ${d.problem}.`,
    hint: () => 'Make sure that git can reach it (git ls-remote), then start again; or hand the file over another way.',
  },
  'shared-moved': {
    status: 65,
    says: (d) => `${d.ref} is on the remote "${d.remote}" already, with other content. It was left as it is.`,
    hint: () => 'Somebody replaced what was shared. Make a new request, and find out who wrote there.',
  },
} satisfies Record<string, Entry>;
