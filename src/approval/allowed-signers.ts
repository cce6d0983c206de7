/** One key of one person, as the reviewed allowed_signers file names it. */
export interface Signer {
  /** The only principal of its line, lower case. */
  readonly email: string;
  readonly keyType: string;
  /** Base64, as in the file. */
  readonly key: string;
  /** "SHA256:…", as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Milliseconds since 1970; null where the line sets no bound. */
  readonly validAfter: number | null;
  readonly validBefore: number | null;
}

export interface AllowedSigners {
  readonly signers: readonly Signer[];
  /** "line 3: a pattern stands for anybody": lines that do not count. */
  readonly faults: readonly string[];
}

/** Reads allowed_signers (ssh-keygen(1), ALLOWED SIGNERS). What could stand for more than one person does not count. Pure. */
export function parseAllowedSigners(_text: string): AllowedSigners {
  return { signers: [], faults: [] };
}
