import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Somebody with a key that ssh-keygen made. */
export interface Person {
  readonly email: string;
  /** The private half. */
  readonly keyFile: string;
  /** "ssh-ed25519 AAAA…" */
  readonly publicKey: string;
  /** Their line of allowed_signers. */
  readonly line: string;
  readonly fingerprint: string;
}

/** A folder for keys; remove it in the end. */
export function keyFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'permahub-test-keys-'));
  /** Makes a key: `kind` as ssh-keygen's -t and -b. */
  const person = (email: string, kind = 'ed25519', options: { passphrase?: string } = {}): Person => {
    const keyFile = join(folder, `${email}-${kind.replace(' ', '')}`);
    const [type = '', bits] = kind.split(' ');
    const args = ['-q', '-t', type, ...(bits ? ['-b', bits] : []), '-N', options.passphrase ?? '', '-C', email];
    execFileSync('ssh-keygen', [...args, '-f', keyFile], { stdio: 'pipe' });
    const publicKey = readFileSync(`${keyFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-l', '-f', `${keyFile}.pub`], { encoding: 'utf8' }).split(
      ' ',
    );
    return { email, keyFile, publicKey, line: `${email} ${publicKey}`, fingerprint };
  };
  return { folder, person, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
