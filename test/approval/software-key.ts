import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** How a signature is made; what is not named is as ssh-keygen makes it. */
export interface Making {
  readonly namespace: string;
  readonly text: string;
  readonly hash?: string;
  readonly reserved?: string;
  /** Of a security key: bit 0 touched, bit 2 verified. */
  readonly flags?: number;
  readonly version?: number;
  readonly magic?: string;
  /** Added at the end of the blob, and of the signature inside it. */
  readonly after?: Buffer;
  readonly afterInner?: Buffer;
}

export const wire = {
  uint32: (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  },
  string: (value: string | Buffer) => {
    const bytes = Buffer.from(value as string);
    return Buffer.concat([wire.uint32(bytes.length), bytes]);
  },
};

export function armored(blob: Buffer): string {
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
}

/**
 * An Ed25519 key whose signatures are put together here, byte by byte, so that each can be real and yet off in one thing; as a
 * security key it signs what the hardware would (PROTOCOL.u2f of OpenSSH), and ssh-keygen verifies it.
 */
export function softwareKey(kind: 'plain' | 'security key') {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const isSecurityKey = kind === 'security key';
  const type = isSecurityKey ? 'sk-ssh-ed25519@openssh.com' : 'ssh-ed25519';
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
  const key = Buffer.concat([wire.string(type), wire.string(raw), ...(isSecurityKey ? [wire.string('ssh:')] : [])]);
  const signature = (of: Making): string => {
    const hash = of.hash ?? 'sha512';
    const digest = createHash(hash).update(of.text).digest();
    const head = [of.namespace, of.reserved ?? '', hash];
    const signed = Buffer.concat([Buffer.from('SSHSIG'), ...[...head, digest].map(wire.string)]);
    const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();
    const tail = isSecurityKey ? Buffer.concat([Buffer.from([of.flags ?? 1]), wire.uint32(7)]) : Buffer.alloc(0);
    const message = isSecurityKey ? Buffer.concat([sha256('ssh:'), tail, sha256(signed)]) : signed;
    const made = sign(null, message, privateKey);
    const inner = Buffer.concat([wire.string(type), wire.string(made), tail, of.afterInner ?? Buffer.alloc(0)]);
    return armored(
      Buffer.concat([
        Buffer.from(of.magic ?? 'SSHSIG'),
        wire.uint32(of.version ?? 1),
        wire.string(key),
        ...head.map(wire.string),
        wire.string(inner),
        of.after ?? Buffer.alloc(0),
      ]),
    );
  };
  return { type, key: key.toString('base64'), signature };
}
