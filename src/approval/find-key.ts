import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import type { Signer } from './allowed-signers.ts';
import { fingerprintOfFile } from './key-file.ts';
import { whyNotValid } from './key-times.ts';

/** A key of the person here that allowed_signers holds. */
export interface FoundKey {
  /** For ssh-keygen: the private half, or the public one of a key in ssh-agent. */
  readonly keyFile: string;
  readonly signer: Signer;
}

/**
 * Which key of this person stands in allowed_signers and counts now: the one named, else git's user.signingkey, else the
 * first of ~/.ssh/*.pub. A named key is the only one tried. Failure: signing-key-unknown, with all that was tried.
 */
export async function findKey(of: {
  /** --key; null when it was not given. */
  readonly named: string | null;
  /** git's user.signingkey, as it stands there: a file, or the key itself. */
  readonly gitSigningKey: string | null;
  readonly home: string;
  readonly signers: readonly Signer[];
  /** "origin/main:.permahub/allowed_signers", for the failure's words. */
  readonly signersFrom: string;
  readonly now: Date;
}): Promise<FoundKey> {
  const tried: string[] = [];
  for (const [what, file] of await candidates(of)) {
    const fingerprint = await fingerprintOfFile(file);
    const problem = typeof fingerprint === 'string' ? null : fingerprint.problem;
    const signer = of.signers.find((one) => one.fingerprint === fingerprint);
    const invalid = signer ? whyNotValid(signer, of.now.getTime()) : null;
    if (signer && invalid === null) return { keyFile: file, signer };
    tried.push(`${what}: ${problem ?? (signer ? `it ${invalid}` : `${fingerprint} does not stand there`)}`);
  }
  throw new Failure('signing-key-unknown', {
    signers: of.signersFrom,
    tried: tried.map((line) => `  ${line}`).join('\n') || '  no key: there is no ~/.ssh/*.pub, and git names none',
  });
}

async function candidates(of: {
  readonly named: string | null;
  readonly gitSigningKey: string | null;
  readonly home: string;
}): Promise<[what: string, file: string][]> {
  const own = (file: string) => (file.startsWith('~/') ? join(of.home, file.slice(2)) : file);
  if (of.named !== null) return [[of.named, own(of.named)]];
  const folder = join(of.home, '.ssh');
  const names = await readdir(folder).catch(() => []); // No folder of keys is no key, and is said so.
  const git = of.gitSigningKey;
  // A key written out, or the id of an OpenPGP key, names no file.
  const gitFile = git !== null && /^(~|\/|[A-Za-z]:[\\/])/.test(git) ? git : null;
  return [
    ...(gitFile ? ([[`git's user.signingkey, ${gitFile}`, own(gitFile)]] as [string, string][]) : []),
    ...names
      .filter((name) => name.endsWith('.pub'))
      .sort()
      .map((name): [string, string] => [`~/.ssh/${name}`, join(folder, name)]),
  ];
}
