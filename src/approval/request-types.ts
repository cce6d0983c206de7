import type { Impact } from '../rehearsal/types.ts';
import type { Environment } from '../target/types.ts';

/**
 * What people sign: everything an approval covers, on two machines. Canonical JSON of it is hashed; one changed character is
 * another request. No secret is in it.
 */
export interface Request {
  readonly schema: 1;
  readonly kind: 'permahub request';
  /** 32 hex characters, random; a request is carried out once. */
  readonly nonce: string;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
  readonly expiresAt: string;
  /** "Name <email>" of whoever made it. */
  readonly requester: string;
  readonly reason: string;
  /** Whose words `argv` are: the Supabase CLI's, or a verb of ours (restore, undo). */
  readonly program: 'supabase' | 'permahub';
  readonly argv: readonly string[];
  readonly cli: { readonly version: string; readonly sha256: string } | null;
  readonly target: {
    readonly key: string;
    readonly label: string;
    readonly environment: Environment;
    readonly address: string | null;
    /** Null where no database is reached. */
    readonly systemIdentifier: string | null;
    readonly databaseOid: number | null;
  };
  readonly commit: string | null;
  /** Path (relative to the repository's root) -> SHA-256: migrations, seeds, roles, configuration, settings. */
  readonly files: Readonly<Record<string, string>>;
  /** The commit-ish the policy was read from ("origin/main"), and the hash of settings and allowed_signers there. */
  readonly policy: { readonly ref: string | null; readonly sha256: string };
  /** The proven backup made for it: its name and the hash over its parts' hashes; null where there is nothing to back up. */
  readonly backup: { readonly name: string; readonly sha256: string } | null;
  /** What the rehearsal did: the ceiling of what may be lost. Without rows of tables that did not change. */
  readonly impact: Impact;
  /** Findings of its SQL, as shown to whoever signs. */
  readonly findings: readonly string[];
  /** An emergency restore by the owner alone: the second signature comes afterwards. */
  readonly emergency: boolean;
}

/** What somebody signs of a request: canonical JSON of this, in a namespace of its own for each verdict. */
export interface Statement {
  readonly schema: 1;
  readonly verdict: 'approve' | 'deny';
  /** SHA-256 of the canonical request. */
  readonly request: string;
  /** The signer's e-mail address, lower case, as allowed_signers names it. */
  readonly by: string;
  /** UTC, ISO 8601, by the signer's clock. */
  readonly at: string;
}

/** A file beside the request: `<nonce>.<verdict>.<first 16 characters of the key's hash, hex>.json`. */
export interface SignedStatement {
  readonly statement: Statement;
  /** An armored SSH signature. */
  readonly signature: string;
}

/** A person whose signature on exactly this request was verified. */
export interface Signature {
  readonly by: string;
  /** "SHA256:…" of the key, as ssh-keygen prints it. */
  readonly fingerprint: string;
  readonly at: string;
  /** A security key whose touch is in the signature. */
  readonly touched: boolean;
}

/** What the files beside a request amount to. */
export interface Signatures {
  /** One each for different people with different keys. */
  readonly valid: readonly Signature[];
  /** Every statement that does not count, and why. */
  readonly rejected: readonly { readonly file: string; readonly why: string }[];
  /** Somebody said no: nothing is carried out any more, and no signature counts. Any denial counts, whoever wrote it. */
  readonly denied: string | null;
  /** Why the request itself does not stand any more (expired, carried out already…): then no signature counts. */
  readonly unfit: string | null;
}
