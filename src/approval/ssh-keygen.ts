import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { Failure } from '../failures.ts';
import { oneLine } from '../terminal/clean.ts';
import type { Signer } from './allowed-signers.ts';

/** The only variables ssh-keygen gets: where programs, keys, the agent and a way to ask for a passphrase are. */
const passed = [
  'PATH',
  'HOME',
  'SSH_AUTH_SOCK',
  'SSH_ASKPASS',
  'SSH_ASKPASS_REQUIRE',
  'SSH_SK_PROVIDER',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XDG_RUNTIME_DIR',
  'TERM',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'SYSTEMROOT',
  'USERPROFILE',
];

/**
 * Signs a text with a key (private file, or public half of one that ssh-agent holds); gives the armored signature. ssh-keygen
 * asks for passphrase and touch at the terminal itself. `tty` false: nobody is there to be asked, so nothing is shown.
 * Failures: ssh-keygen-missing, signing-key-missing, signing-key-unusable, signing-passphrase, signing-failed, interrupted.
 */
export async function sign(of: {
  readonly text: string;
  readonly namespace: string;
  readonly keyFile: string;
  readonly env: NodeJS.ProcessEnv;
  readonly tty: boolean;
}): Promise<string> {
  const { text, keyFile, tty } = of;
  const args = ['-Y', 'sign', '-f', keyFile, '-n', of.namespace];
  const { status, signal, said, output } = await run(args, text, of.env, tty);
  if (signal === 'SIGINT') throw new Failure('interrupted', { signal: 'Ctrl-C' });
  if (status === 0 && output.startsWith('-----BEGIN SSH SIGNATURE-----')) return output;
  const detail = { key: keyFile, problem: lastLine(said) || `it ended with ${signal ?? `status ${status}`}` };
  if (/incorrect passphrase/i.test(said)) throw new Failure('signing-passphrase', detail);
  if (/too open/i.test(said)) throw new Failure('signing-key-unusable', { ...detail, problem: 'others may read it' });
  if (/No such file/i.test(said)) throw new Failure('signing-key-missing', detail);
  if (/No private key found|invalid format|Permission denied|libcrypto|Couldn't load/i.test(said))
    throw new Failure('signing-key-unusable', detail);
  throw new Failure('signing-failed', detail);
}

/**
 * Why a signature is not the signer's on exactly this text in this namespace, in words; null when it is. The key's own times
 * are left out on purpose: they are for the caller's clock. Failures: ssh-keygen-missing, ssh-keygen-failed.
 */
export async function verify(of: {
  readonly text: string;
  readonly namespace: string;
  readonly signature: string;
  readonly signer: Signer;
  readonly env: NodeJS.ProcessEnv;
}): Promise<string | null> {
  const { email, keyType, key } = of.signer;
  let folder: string | null = null;
  try {
    // mkdtemp makes it 0700.
    folder = await mkdtemp(join(tmpdir(), 'permahub-verify-'));
    const [signers, signature] = [join(folder, 'allowed_signers'), join(folder, 'signature')];
    await writeFile(signers, `${email} namespaces="${of.namespace}" ${keyType} ${key}\n`, { mode: 0o600, flag: 'wx' });
    await writeFile(signature, of.signature, { mode: 0o600, flag: 'wx' });
    const args = ['-Y', 'verify', '-f', signers, '-I', email, '-n', of.namespace, '-s', signature];
    const { status, said } = await run(args, of.text, of.env, false);
    return status === 0 ? null : lastLine(said) || 'ssh-keygen does not verify it';
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('ssh-keygen-failed', { problem: (error as Error).message }, { cause: error });
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

async function run(args: readonly string[], input: string, env: NodeJS.ProcessEnv, shown: boolean) {
  const result = await execa('ssh-keygen', args, {
    input,
    env: Object.fromEntries(passed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    stderr: shown ? ['inherit', 'pipe'] : 'pipe',
  });
  // Started, it has a status or a signal; neither, it never was.
  if (result.exitCode === undefined && result.signal === undefined)
    throw new Failure('ssh-keygen-missing', { problem: result.code ?? oneLine(result.originalMessage ?? '') });
  return { status: result.exitCode ?? null, signal: result.signal ?? null, said: result.stderr, output: result.stdout };
}

function lastLine(text: string): string {
  return oneLine(text.trim().split('\n').at(-1) ?? '');
}
