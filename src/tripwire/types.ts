import type { Binding } from './binding.ts';

/** What the catalogues say of the tripwire of one database. */
export interface Found {
  readonly identity: { readonly systemIdentifier: string; readonly databaseOid: number };
  /** The schema of its name; null when there is none. `binding` is null where it is not ours. */
  readonly schema: { readonly owner: string; readonly binding: Binding | null } | null;
  readonly functions: readonly {
    readonly name: string;
    readonly source: string;
    readonly settings: readonly string[] | null;
    readonly definer: boolean;
    /** Whoever trips it may run it. */
    readonly runnable: boolean;
  }[];
  readonly eventTriggers: readonly {
    readonly name: string;
    readonly event: string;
    readonly tags: readonly string[] | null;
    /** "permahub.on_drop" */
    readonly runs: string;
    /** evtenabled: 'A' is always. */
    readonly enabled: string;
  }[];
  /** Every table of people: none of the system, of extensions, temporary or foreign. Quoted names. */
  readonly tables: readonly {
    readonly name: string;
    readonly owner: string;
    /** Whether the tripwire's owner, or where there is none the one who asks, may put triggers on it. */
    readonly withinReach: boolean;
    readonly triggers: readonly { readonly name: string; readonly runs: string; readonly enabled: string }[];
  }[];
}

/** What that comes to. */
export interface Judged {
  /** `copy`: it was installed in another database and does nothing here; `partial`: armed, with what is in `problems` missing. */
  readonly state: 'armed' | 'partial' | 'copy' | 'absent';
  readonly binding: Binding | null;
  readonly owner: string | null;
  /** Names of event triggers that are as they should be. */
  readonly eventTriggers: readonly string[];
  readonly guarded: readonly string[];
  /** Tables within reach that lack a trigger. */
  readonly lacking: readonly string[];
  /** Tables of other roles, as "auth.users (supabase_auth_admin)". */
  readonly outOfReach: readonly string[];
  /** What is not as it was installed, a sentence each. */
  readonly problems: readonly string[];
}
