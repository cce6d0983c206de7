/** What is wrong with bytes that should be in SSH's wire format, in words. */
export class Malformed extends Error {}

/** Reads SSH's wire format (RFC 4251, section 5) from start to end. Whatever is off is a `Malformed`, never another error. */
export class WireReader {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}

  take(length: number): Buffer {
    if (length > this.bytes.length - this.at) throw new Malformed('it ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  byte(): number {
    return this.take(1)[0] as number;
  }
  uint32(): number {
    return this.take(4).readUInt32BE();
  }
  string(): Buffer {
    return this.take(this.uint32());
  }
  /** Printable ASCII only: names of types, namespaces, algorithms. */
  word(): string {
    const word = this.string().toString('latin1');
    if (!/^[\x21-\x7e]{1,255}$/.test(word)) throw new Malformed('a name in it is no plain word');
    return word;
  }
  /** Bits of a positive whole number in the one encoding it has: a second one would give the same key a second fingerprint. */
  bits(): number {
    const bytes = this.string();
    const [first = 0, second = 0] = bytes;
    if (bytes.length === 0 || first >= 0x80 || (first === 0 && second < 0x80))
      throw new Malformed('a number in it is not encoded as it must be');
    return bytes.length * 8 - Math.clz32(first) + 24;
  }
  end(): void {
    if (this.at !== this.bytes.length) throw new Malformed('something follows its end');
  }
}

/** Bytes of a base64 text, exact: padded, nothing else in it. */
export function exactBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (text === '' || bytes.toString('base64') !== text) throw new Malformed('it is no base64');
  return bytes;
}
