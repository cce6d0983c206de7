import { createHash } from 'node:crypto';
import { Malformed, WireReader } from './ssh-wire.ts';

/** A public key as it stands in allowed_signers and in signatures. */
export interface PublicKey {
  readonly type: string;
  /** "SHA256:…", as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Lives in a security key: its signatures tell whether it was touched. */
  readonly isSecurityKey: boolean;
}

const leastRsaBits = 2048;
const curves: Readonly<Record<string, number>> = { nistp256: 65, nistp384: 97, nistp521: 133 };

/** Reads a key's bytes, every field of it. Throws `Malformed` for what cannot be read, is too weak, or is a certificate. Pure. */
export function readPublicKey(bytes: Buffer): PublicKey {
  const reader = new WireReader(bytes);
  const type = reader.word();
  const isSecurityKey = type.startsWith('sk-');
  readFields(type, reader);
  if (isSecurityKey) reader.word();
  reader.end();
  const hash = createHash('sha256').update(bytes).digest('base64');
  return { type, fingerprint: `SHA256:${hash.replace(/=+$/, '')}`, isSecurityKey };
}

function readFields(type: string, reader: WireReader): void {
  if (type.includes('-cert-')) throw new Malformed('a certificate stands for whoever its authority names');
  if (type === 'ssh-dss') throw new Malformed('a DSA key is too weak');
  if (type === 'ssh-ed25519' || type === 'sk-ssh-ed25519@openssh.com') {
    if (reader.string().length !== 32) throw new Malformed('the key has the wrong length');
  } else if (type === 'ssh-rsa') {
    reader.bits();
    const bits = reader.bits();
    if (bits < leastRsaBits) throw new Malformed(`an RSA key of ${bits} bits is too weak: ${leastRsaBits} at least`);
  } else {
    const curve = /^(?:ecdsa-sha2-(nistp(?:256|384|521))|sk-ecdsa-sha2-(nistp256)@openssh\.com)$/.exec(type);
    const name = curve?.[1] ?? curve?.[2];
    if (name === undefined) throw new Malformed(`keys of the type ${type} are not known here`);
    if (reader.word() !== name) throw new Malformed('the curve is not that of its type');
    const point = reader.string();
    // Compressed points would give one key two fingerprints.
    if (point.length !== curves[name] || point[0] !== 4) throw new Malformed('the point has the wrong form');
  }
}
