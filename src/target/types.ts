import type { Secret } from '../postgres/types.ts';

export type TargetKind = 'local' | 'linked' | 'branch' | 'url' | 'project' | 'none' | 'unknown';
export type Environment = 'local' | 'staging' | 'production' | 'none';

/** The one thing the invocation would act on. Pure data, resolved without contacting anything. */
export interface Target {
  readonly kind: TargetKind;
  readonly environment: Environment;
  /** Short words for people and for the typed confirmation: "local", the project ref, or host:port/database. */
  readonly label: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string | null;
  readonly user: string | null;
  readonly projectRef: string | null;
  /** project_id of config.toml (names the containers `supabase_db_<id>`), null when there is no project. */
  readonly projectId: string | null;
  /** Stable across resets: project id (or ref, or host:port/database) and environment. Used by backups, journal and undo. */
  readonly key: string;
  /** Host and port are the local stack's: whatever database a URL names, a reset replaces the whole local volume. */
  readonly isLocalStack: boolean;
  /** Absolute path of the folder that holds supabase/, or null. */
  readonly projectFolder: string | null;
  /** Why it could not be resolved, in words; null when it was. A guarded command with a problem is refused. */
  readonly problem: string | null;
  /** True facts a person must see, e.g. "DOCKER_HOST points local to 10.9.9.9". */
  readonly notes: readonly string[];
}

/** What the settings name: the only way a remote target is staging. */
export interface Named {
  readonly projectRefs: readonly string[];
  readonly hosts: readonly string[];
  readonly branches: readonly string[];
}

/** The environments of the settings, as `resolveTarget` takes them. */
export interface NamedEnvironments {
  readonly staging: Named;
  readonly production: Named;
}

/** What config.toml (3.x: config.json and config.jsonc before it) says, with `env(NAME)` already replaced. */
export interface ProjectConfig {
  /** Absolute path of the file read. */
  readonly file: string;
  readonly projectId: string | null;
  readonly port: number | null;
  readonly shadowPort: number | null;
  readonly majorVersion: number | null;
  /** [remotes.NAME] with a project_id: their overrides apply to that ref. */
  readonly remotes: readonly { readonly name: string; readonly projectRef: string }[];
  readonly stackMode: boolean;
}

/** A database URL as the CLI reads it. `password` must go nowhere but into a Secret. */
export interface DatabaseUrl {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  readonly sslmode: string | null;
  /** 1, or more when the URL names fallback hosts. */
  readonly hosts: number;
  /** The pooler's `options=reference=<ref>`. */
  readonly reference: string | null;
}

/** Where Docker's engine is, which is where the local stack's containers and volumes are. */
export interface DockerEngine {
  /** "DOCKER_HOST", "the Docker context \"office\"" or "the default socket". */
  readonly from: string;
  /** Host of a tcp:// endpoint, null for a socket on this machine. */
  readonly tcpHost: string | null;
  /** Another machine's engine that the CLI does not take the database's host from (ssh://, http://…); else null. */
  readonly elsewhere: string | null;
}

/** Everything outside argv that decides the target. Read once, contacts nothing; secrets only as Secret. */
export interface Surroundings {
  readonly cwd: string;
  /** Where the CLI works: --workdir, SUPABASE_WORKDIR, the nearest folder upward with supabase/config.toml, else cwd. */
  readonly workdir: string;
  readonly workdirFrom: 'flag' | 'environment' | 'search' | 'working folder';
  /** workdir when it holds a configuration file, else null. */
  readonly projectFolder: string | null;
  readonly config: ProjectConfig | null;
  /** The environment together with what Bun loads from the working folder; no secrets. */
  readonly ambient: Readonly<Record<string, string>>;
  /** What the CLI reads besides for configuration values: dotenv files of supabase/ and of the workdir. */
  readonly project: Readonly<Record<string, string>>;
  /** Variable -> the dotenv file it came from; absent for the real environment. */
  readonly origins: Readonly<Record<string, string>>;
  readonly linkedRef: string | null;
  readonly pooler: DatabaseUrl | null;
  /** Name of the API profile, "supabase" unless changed. */
  readonly profile: string;
  readonly docker: DockerEngine;
  /** Names and addresses of this very machine, lower case. */
  readonly machineNames: readonly string[];
  /** libpq's default when nothing names a host: a socket folder or localhost. */
  readonly defaultHost: string;
  readonly osUser: string;
  readonly stackMode: boolean;
  /** The linked database's: --password, SUPABASE_DB_PASSWORD. */
  readonly password: Secret | null;
  /** The password was typed as a flag: it is for whatever project the command names. */
  readonly passwordTyped: boolean;
  /** The whole URL of --db-url or --remote, for its password. */
  readonly url: Secret | null;
  /** What could not be read or understood, in words: a target that depends on it is refused. */
  readonly faults: readonly string[];
}

/** What git says about a folder; all null where there is no git or no repository. */
export interface GitFacts {
  readonly root: string | null;
  readonly commit: string | null;
  readonly branch: string | null;
  readonly userName: string | null;
  readonly userEmail: string | null;
  /** e.g. "origin/main": the remote's default branch as last fetched. */
  readonly upstreamDefault: string | null;
}

/** Reads files of commits; paths are relative to the repository's root. */
export interface CommittedFiles {
  /** Those of `paths` that exist in the ref. */
  readonly existing: (ref: string, paths: readonly string[]) => Promise<readonly string[]>;
  readonly read: (ref: string, path: string) => Promise<string | null>;
}
