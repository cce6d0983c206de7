import type { NamedEnvironments } from '../target/types.ts';

export type Need = 'backup' | 'rehearsal' | 'reason' | 'confirmation' | 'owner' | 'second-person';

/** Whose agreement it takes beyond a typed confirmation, and how it is given: by SSH signatures. */
export type Signed = 'owner or authorised' | 'owner' | 'two people';

export interface Decision {
  readonly verdict: 'pass' | 'guard' | 'refuse';
  /** One sentence, for people. */
  readonly reason: string;
  readonly needs: readonly Need[];
  /** Null where nobody has to sign. */
  readonly signed: Signed | null;
  /** True where a signed request would open the way: `permahub request -- …`. */
  readonly byRequest: boolean;
}

/** Who can be told apart here, by what. Read from git, the reviewed allowed_signers file and a signed request. */
export interface People {
  /** Whether git's identity at this terminal is the owner's. Evidence only where a team has no allowed_signers yet. */
  readonly owner: 'is-owner' | 'not-owner' | 'no-owner-named';
  /** What the reviewed allowed_signers file holds: usable people, and whether the owner is one. null: there is none. */
  readonly signers: { readonly people: number; readonly ownerHasKey: boolean } | null;
  /** Who validly signed the request that is carried out; null when there is no request. */
  readonly request: { readonly people: number; readonly owner: boolean } | null;
}

/** A restic repository. Its password is in none of this: restic reads the file or runs the command. */
export interface VaultSettings {
  /** As restic names it; a folder is absolute. */
  readonly repository: string;
  /** Absolute. null, like the command: the environment has RESTIC_PASSWORD_FILE, RESTIC_PASSWORD_COMMAND or RESTIC_PASSWORD. */
  readonly passwordFile: string | null;
  readonly passwordCommand: string | null;
}

/** `.permahubrc.json`, parsed once and trusted afterwards. Every key present, defaults filled in. */
export interface Settings {
  readonly owner: { readonly name: string; readonly email: string } | null;
  /** Absolute path of the real CLI, else null. */
  readonly cli: string | null;
  readonly backups: {
    /** Absolute. */
    readonly directory: string;
    /** Absolute: where old backups go, compressed. */
    readonly archive: string;
    readonly maxAgeSeconds: number;
    readonly keepLast: number;
    readonly preMigrationDays: number;
    readonly archiveAfterDays: number;
    /** A backup after a push or up that went well; production has one whatever this says. */
    readonly afterMigration: boolean;
    /** Databases of more bytes than `above` are backed up over this many connections, as one folder; null: none is. */
    readonly parallel: { readonly above: number; readonly jobs: number } | null;
    /** null: backups stay on this machine. */
    readonly vault: VaultSettings | null;
  };
  readonly limits: {
    /** Rows a command may change before it counts as destructive: at most 10. */
    readonly changedRows: number;
  };
  readonly postgres: {
    /** Pins where programs and scratch server come from; null chooses by version. */
    readonly tools: 'native' | 'container' | null;
    /** 'own' (a server the guard makes) or 'createdb' (a database on the person's own server, asked for here only). */
    readonly scratch: 'own' | 'createdb';
    /** Folder of native programs, else the usual places are searched. */
    readonly bin: string | null;
  };
  readonly environments: NamedEnvironments;
  /** Absolute path of the allowed signers file, null when the settings name none. */
  readonly approvals: { readonly allowedSigners: string | null };
  readonly contacts: Readonly<Record<string, string>>;
  /** Files read, and differences between working tree and committed file, said to people. */
  readonly sources: readonly string[];
  readonly notes: readonly string[];
}
