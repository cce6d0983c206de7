import type { PublishedDirectory, PublishedFile } from '../postgres/directory-archive.ts';
import type { Like } from '../postgres/scratch-locale.ts';
import type { Connection, Facts, Freshness, Identity, Scratch, Toolset } from '../postgres/types.ts';
import type { Environment, Target } from '../target/types.ts';
import type { Report } from '../terminal/progress-words.ts';

export type Part = 'full' | 'schema' | 'data' | 'custom' | 'roles';

/** What a backup was made for: what decides how long it is kept. */
export type Purpose = 'by hand' | 'scheduled' | 'pre-migration' | 'post-migration' | 'pre-reset' | 'pre-other';

export type PartFile = PublishedFile;

/** The four dump files that everybody can read, and the roles. */
export type PlainParts = Readonly<Record<Part, PartFile>>;

/** Made and restored over several connections: the dump is one folder. */
export type DirectoryParts = Readonly<Record<'schema' | 'roles', PartFile> & { directory: PublishedDirectory }>;

/** What a set consists of: `'directory' in parts` tells the two forms apart. */
export type Parts = PlainParts | DirectoryParts;

/** `*_metadata.json`, written last: a set without it does not exist. No secret is ever in it. */
export interface Metadata {
  readonly schema: 1;
  /** backup_20251114_143022 or backup_20251114_143022_<name>. */
  readonly backup: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly why: string;
  /** A Purpose, or a word of a later version; older backups have none and are judged by their name. */
  readonly purpose?: string | undefined;
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
    readonly icuLocale?: string | null | undefined;
    /** Extensions beyond plpgsql, in the order they were made. */
    readonly extensions: readonly string[];
  };
  readonly tools: string;
  readonly git: { readonly commit: string | null; readonly branch: string | null; readonly clean: boolean | null };
  readonly creator: string;
  readonly parts: Parts;
  readonly facts: Facts;
  /** null until proven; only verification writes it, by publishing the metadata anew. */
  readonly proof: ProofRecord | null;
  /** The last rehearsal on a copy restored from it; absent or null: none. Only recordRehearsal writes it. */
  readonly rehearsal?: RehearsalRecord | null | undefined;
  /** Only in the archive: the compressed files that hold the parts. */
  readonly archived?: ArchiveRecord | undefined;
}

/** What archiving leaves behind in the metadata that goes along into the archive. */
interface ArchiveRecord {
  /** UTC, ISO 8601. */
  readonly at: string;
  /** One gzip file for each file, beside the metadata. */
  readonly parts: Parts;
}

/** What a rehearsal leaves behind in the metadata of the backup it ran on. */
export interface RehearsalRecord {
  /** UTC, ISO 8601. */
  readonly at: string;
  /** As shown to people, without secrets: "supabase db push". */
  readonly command: string;
  /** Of everything the rehearsed run depended on: argv, migrations, configuration, CLI. */
  readonly fingerprint: string;
  readonly scratch: string;
  readonly seconds: number;
  /** The CLI's; null when a signal ended it. */
  readonly status: number | null;
  /** "file:line: message"; null when it ended well. */
  readonly failure: string | null;
  readonly lacking: readonly string[];
  readonly rowsGone: number;
  readonly rowsChanged: number;
  readonly valuesLost: number;
  readonly tablesDropped: readonly string[];
  readonly objectsLost: readonly string[];
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
  /**
   * How data.sql was proven: 'restored' whole into a second database, or 'read-back': every row of it compared byte by
   * byte with full.sql, which was restored, and the first statement of every table run. 'none': a set with a directory has
   * no data.sql; its rows were restored from the directory and compared.
   */
  readonly data: 'restored' | 'read-back' | 'none';
  readonly seconds: number;
}

/** A published, immutable set. */
export interface Backup {
  /** Absolute: the backup directory, or the archive for one whose metadata has `archived`. */
  readonly directory: string;
  readonly metadata: Metadata;
}

/** Names every difference between source and copy; given by the guard, for comparing is the next room's. */
export interface Comparison {
  readonly facts: (source: Facts, copy: Facts) => readonly { readonly words: string }[];
  readonly schemas: (source: string, copy: string) => readonly string[];
}

/** The database to back up, as the guard opened it. */
interface BackupSource {
  readonly connection: Connection;
  /** Where the target itself answers, while the connection is to a copy of it. */
  readonly place?: { readonly host: string; readonly port: number };
  readonly tools: Toolset;
  /** Makes the throw-away server the proof is made on. */
  readonly scratch: (like: Like, bytesNeeded: number) => Promise<Scratch>;
}

/** The restored copy before anybody else uses it. */
export interface RestoredCopy {
  readonly scratch: Scratch;
  readonly connection: Connection;
  /** Rows of the source's snapshot, counted; checksums are still being read. */
  readonly facts: Facts;
  /** Extensions of the source that the copy lacks. */
  readonly missing: readonly string[];
}

export interface Parallel {
  readonly above: number;
  readonly jobs: number;
}

export interface BackupRequest {
  readonly source: BackupSource;
  readonly target: Pick<Target, 'key' | 'label' | 'environment' | 'projectRef'>;
  /** Absolute. */
  readonly directory: string;
  readonly git: Metadata['git'];
  readonly creator: string;
  readonly why: string;
  /** Words for the file names, as typed. */
  readonly name: string | null;
  /** What it is made for; where it is left out the name tells. */
  readonly purpose?: Purpose;
  readonly compare: Comparison;
  /** Databases of more bytes than `above` are dumped and restored over this many connections; null: none is. */
  readonly parallel?: Parallel | null;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onProgress?: (now: Report) => void;
  /**
   * Called when everything is restored and nobody is connected to the copy, which is left alone until it settles. The
   * scratch server stays until `done` has settled.
   */
  readonly onRestored?: (copy: RestoredCopy) => Promise<{ readonly done: Promise<unknown> }>;
}

/** What is proven so far. */
export interface Proven {
  /** Its metadata is final, on disk and true only in what `published` gives. */
  readonly backup: Backup;
  readonly record: ProofRecord;
  /** What is still being proven, in words; empty at the end. */
  readonly pending: readonly string[];
}

/** A backup on its way. Both promises reject with the same failure; nothing is published then. */
export interface RunningBackup {
  /** Every row of every table was found in the restored copy: the moment for the question. */
  readonly early: Promise<Proven>;
  /** Everything is restored, compared and published: only now may anything be forwarded. */
  readonly published: Promise<Proven>;
  /** Ends the programs, removes what is unfinished; settles when that is done. */
  readonly cancel: () => Promise<void>;
}
