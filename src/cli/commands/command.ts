import type { Era } from '../types.ts';

/** One flag as the CLI knows it. `target` flags choose what is acted on. */
export interface Flag {
  readonly name: string;
  readonly short: string | null;
  /** 'optional' is `--remote[=value]` of 3.x: only an `=value` belongs to it. */
  readonly takes: 'nothing' | 'value' | 'optional';
  readonly target: boolean;
}

/** What is acted on when no target flag is given. 'hosted' is the linked project's administration, not its database. */
type DefaultTarget = 'local' | 'linked' | 'hosted' | 'none';

/** What a command does; a subset of the words of the classification room. */
export interface Doing {
  readonly effect: 'reads' | 'files' | 'changes' | 'destroys';
  readonly kind:
    | 'harmless'
    | 'schema-change'
    | 'administration'
    | 'destructive'
    | 'empties'
    | 'irrecoverable'
    | 'recovery';
}

/** A flag that, switched on or given a value, changes what the command does. The first one that is on holds. */
export interface Turn extends Doing {
  readonly flag: string;
}

/** Which flags name the target, and what is acted on without one: in 1.x and 2.x, then in 3.x. */
export interface Reach {
  readonly reach: 'database' | 'hosted' | 'storage' | 'types' | 'none';
  readonly home: readonly [old: DefaultTarget, v3: DefaultTarget];
}

/** A row as it is written; `flags` in the notation of `--help`: "--dry-run --schema -s <value>". */
export interface Row extends Doing, Reach {
  readonly words: string;
  readonly aliases?: readonly string[];
  /** Most operands it takes; 0 when left out. */
  readonly operands?: number;
  readonly flags?: string;
  /** Flags that only these eras have. */
  readonly onlyOld?: string;
  readonly only3?: string;
  readonly turns?: readonly Turn[];
  /** `--yes` answers nothing but the consent given to us, so it may be added after our approval. */
  readonly yes?: true;
  readonly eras?: readonly Era[];
}

/** A command of one era, ready for parsing and judging. */
export interface Command extends Doing {
  readonly words: string;
  readonly flags: readonly Flag[];
  readonly operands: number;
  readonly turns: readonly Turn[];
  readonly yes: boolean;
  readonly home: DefaultTarget;
}

export const reads: Doing = { effect: 'reads', kind: 'harmless' };
export const files: Doing = { effect: 'files', kind: 'harmless' };
export const administers: Doing = { effect: 'changes', kind: 'administration' };
export const changesSchema: Doing = { effect: 'changes', kind: 'schema-change' };
export const destroys: Doing = { effect: 'destroys', kind: 'destructive' };
export const empties: Doing = { effect: 'destroys', kind: 'empties' };
export const losesForGood: Doing = { effect: 'destroys', kind: 'irrecoverable' };
export const recovers: Doing = { effect: 'destroys', kind: 'recovery' };

export const localDatabase: Reach = { reach: 'database', home: ['local', 'local'] };
export const linkedBefore3: Reach = { reach: 'database', home: ['linked', 'local'] };
export const hosted: Reach = { reach: 'hosted', home: ['hosted', 'hosted'] };
export const localStack: Reach = { reach: 'none', home: ['local', 'local'] };
export const noTarget: Reach = { reach: 'none', home: ['none', 'none'] };

export const unlimited = Number.POSITIVE_INFINITY;
