type Effect = 'reads' | 'files' | 'changes' | 'destroys' | 'unknown';

/** One reason. `object` has its schema; file and line when the reason stands in a file. */
export interface Finding {
  readonly rule: string;
  readonly object: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string;
}

/** The row of the policy table the invocation falls in. */
export type Kind =
  | 'harmless'
  | 'schema-change'
  | 'administration'
  | 'destructive'
  | 'empties'
  | 'irrecoverable'
  | 'recovery'
  | 'freeze';

export interface Classification {
  readonly effect: Effect;
  readonly kind: Kind;
  readonly findings: readonly Finding[];
  /** A safer command for the same wish, when there is one: "supabase migration up". */
  readonly safer: string | null;
  /** Tables that lose what they hold now, of a recovery that leaves the others alone; none for one that only adds. */
  readonly touches?: readonly string[];
  /** True things about how it was read, for people. */
  readonly notes?: readonly string[];
}
