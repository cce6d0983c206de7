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
