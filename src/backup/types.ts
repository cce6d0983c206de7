import type { Facts, Freshness, Identity } from '../postgres/types.ts';
import type { Environment } from '../target/types.ts';

export type Part = 'full' | 'schema' | 'data' | 'custom' | 'roles';

export interface PartFile {
  /** File name inside the backup directory. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** `*_metadata.json`, written last: a set without it does not exist. No secret is ever in it. */
export interface Metadata {
  readonly schema: 1;
  /** backup_20251114_143022 or backup_20251114_143022_<name>. */
  readonly backup: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly why: string;
  readonly target: {
    readonly key: string;
    readonly label: string;
    readonly environment: Environment;
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly projectRef: string | null;
  };
  readonly identity: Identity;
  readonly freshness: Freshness;
  readonly server: {
    readonly version: string;
    readonly bootstrapRole: string;
    readonly encoding: string;
    readonly collate: string;
    readonly ctype: string;
  };
  readonly tools: string;
  readonly git: { readonly commit: string | null; readonly branch: string | null; readonly clean: boolean | null };
  readonly creator: string;
  readonly parts: Readonly<Record<Part, PartFile>>;
  readonly facts: Facts;
  /** null until proven; only verification writes it, by publishing the metadata anew. */
  readonly proof: ProofRecord | null;
}

/** What a proof leaves behind in the metadata. */
export interface ProofRecord {
  readonly at: string;
  readonly scratch: string;
  readonly tables: number;
  readonly rows: number;
  readonly sequences: number;
  readonly largeObjects: number;
  /** What could not be verified, each with its reason. Never counted as verified. */
  readonly unverified: readonly string[];
  readonly seconds: number;
}

/** A published, immutable set. */
export interface Backup {
  /** Absolute. */
  readonly directory: string;
  readonly metadata: Metadata;
}
