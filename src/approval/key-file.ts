import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { readPublicKey } from './public-key.ts';
import { exactBase64, Malformed, WireReader } from './ssh-wire.ts';

/**
 * Fingerprint of the key in a file: of its public half (FILE.pub, or FILE itself), else of an OpenSSH private key, whose public
 * half is readable without its passphrase. Why not, in words, else.
 */
export async function fingerprintOfFile(file: string): Promise<string | { readonly problem: string }> {
  const candidates = file.endsWith('.pub') ? [file] : [`${file}.pub`, file];
  let problem = 'there is no such file';
  for (const candidate of candidates) {
    const text = await start(candidate);
    if (text === null) continue;
    try {
      return readPublicKey(publicBytes(text)).fingerprint;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      problem = `${candidate === file ? '' : `${candidate}: `}${error.message}`;
    }
  }
  return { problem };
}

/** The beginning of a key's file, enough for the largest key; null when it is missing or cannot be read. Links are people's own here. */
async function start(path: string): Promise<string | null> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(64_000);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return bytes.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return null; // What was tried is listed to the person; "there is no such file" covers it.
  }
}

const magic = 'openssh-key-v1\0';

function publicBytes(text: string): Buffer {
  const pem = /^-----BEGIN OPENSSH PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)-----END OPENSSH PRIVATE KEY-----/.exec(text);
  if (!pem) {
    if (text.startsWith('-----BEGIN'))
      throw new Malformed('its public half is needed (ssh-keygen -y -f FILE > FILE.pub)');
    const [, key] = /^[\w@.-]+[ \t]+([A-Za-z0-9+/=]+)(?:[ \t\r\n]|$)/.exec(text) ?? [];
    if (key === undefined) throw new Malformed('it is no SSH key');
    return exactBase64(key);
  }
  const reader = new WireReader(exactBase64((pem[1] as string).replaceAll('\n', '')));
  if (reader.take(magic.length).toString('latin1') !== magic) throw new Malformed('it is no OpenSSH private key');
  for (const _ of ['cipher', 'kdf', 'options of the kdf']) reader.string();
  if (reader.uint32() !== 1) throw new Malformed('it holds several keys');
  return reader.string();
}
