import { readPublicKey } from './public-key.ts';
import { exactBase64, Malformed, WireReader } from './ssh-wire.ts';

/** What an SSH signature says of itself. Whether it fits a text is for ssh-keygen to say. */
export interface SignatureBlob {
  readonly keyType: string;
  /** Base64, as in allowed_signers. */
  readonly key: string;
  /** "SHA256:…", as ssh-keygen prints it. */
  readonly fingerprint: string;
  readonly namespace: string;
  readonly hash: 'sha256' | 'sha512';
  /** What a security key vouches for; null for other keys. */
  readonly securityKey: { readonly touched: boolean; readonly verified: boolean; readonly counter: number } | null;
}

const armor = /^-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]{1,76}\n)+)-----END SSH SIGNATURE-----\n?$/;
const longest = 32_768;

/**
 * Reads an armored SSH signature (PROTOCOL.sshsig of OpenSSH), exactly: nothing before, between or after what belongs there.
 * A problem in words for everything else; never throws. Pure.
 */
export function readSignature(text: string): SignatureBlob | { readonly problem: string } {
  const lines = text.length > longest ? undefined : armor.exec(text)?.[1];
  if (lines === undefined) return { problem: 'it is no armored SSH signature' };
  try {
    return readBlob(exactBase64(lines.replaceAll('\n', '')));
  } catch (error) {
    if (error instanceof Malformed) return { problem: error.message };
    throw error;
  }
}

function readBlob(bytes: Buffer): SignatureBlob {
  const reader = new WireReader(bytes);
  if (reader.take(6).toString('latin1') !== 'SSHSIG') throw new Malformed('it does not begin as SSH signatures do');
  const version = reader.uint32();
  if (version !== 1) throw new Malformed(`version ${version} of SSH signatures is not known here`);
  const key = reader.string();
  const { type, fingerprint, isSecurityKey } = readPublicKey(key);
  const namespace = reader.word();
  if (reader.string().length > 0) throw new Malformed('its reserved field is not empty');
  const hash = reader.word();
  if (hash !== 'sha256' && hash !== 'sha512') throw new Malformed(`the hash ${hash} does not count: sha256 or sha512`);
  const inner = new WireReader(reader.string());
  reader.end();
  const algorithm = inner.word();
  const fits = type === 'ssh-rsa' ? /^rsa-sha2-(256|512)$/.test(algorithm) : algorithm === type;
  if (!fits) throw new Malformed(`a signature of the kind ${algorithm} does not count for a key of the type ${type}`);
  if (inner.string().length === 0) throw new Malformed('there is no signature in it');
  const securityKey = isSecurityKey ? readFlags(inner) : null;
  inner.end();
  return { keyType: type, key: key.toString('base64'), fingerprint, namespace, hash, securityKey };
}

/** The flags are signed by the security key itself, so ssh-keygen has proven them; it only does not ask for them. */
function readFlags(reader: WireReader): SignatureBlob['securityKey'] {
  const flags = reader.byte();
  return { touched: (flags & 1) !== 0, verified: (flags & 4) !== 0, counter: reader.uint32() };
}
