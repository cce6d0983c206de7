import type { Word } from './word.ts';

/** What a command would read on its standard input. */
export type Input =
  /** Nothing that could be SQL or a script: a terminal, an agent's empty input. */
  | { readonly kind: 'none' }
  /** This text, with `gap` where something unknown stands. */
  | { readonly kind: 'text'; readonly text: string }
  /** The output of something nobody can read beforehand. `raw` says of what. */
  | { readonly kind: 'unknown'; readonly raw: string };

/** What a shell would know when it comes to a command. Copied where a subshell begins. */
export interface State {
  /** Absolute; null when it cannot be known. */
  folder: string | null;
  /** Variables given a value here; null when it cannot be known. Others are the environment's. */
  readonly variables: Map<string, string | null>;
  readonly aliases: Map<string, string>;
  readonly functions: Set<string>;
  /** Files that commands before wrote, by absolute path: their text, null when unknown. */
  readonly written: Map<string, string | null>;
  input: Input;
}

export function startIn(folder: string): State {
  return {
    folder,
    variables: new Map(),
    aliases: new Map(),
    functions: new Set(),
    written: new Map(),
    input: { kind: 'none' },
  };
}

/** A subshell's own; what it writes into files stays. */
export function subshell(state: State): State {
  return {
    ...state,
    variables: new Map(state.variables),
    aliases: new Map(state.aliases),
    functions: new Set(state.functions),
  };
}

/** Takes over what is the same in every branch that may have run; the rest is unknown from here on. */
export function join(state: State, branches: readonly State[]): void {
  const [first] = branches;
  if (!first) return;
  if (branches.some(({ folder }) => folder !== first.folder)) state.folder = null;
  else state.folder = first.folder;
  for (const name of new Set(branches.flatMap(({ variables }) => [...variables.keys()]))) {
    const value = first.variables.get(name) ?? null;
    const same = branches.every((one) => one.variables.has(name) && one.variables.get(name) === value);
    state.variables.set(name, same ? value : null);
  }
  for (const { aliases, functions } of branches) {
    for (const [name, text] of aliases) state.aliases.set(name, text);
    for (const name of functions) state.functions.add(name);
  }
}

/** A command in its simplest form: a program with its arguments, and everything around it that matters. */
export interface Simple {
  /** The program's name without its folder. */
  readonly program: string;
  /** As it was called, with its folder. */
  readonly path: string;
  readonly args: readonly Word[];
  readonly folder: string | null;
  readonly input: Input;
  /** Variables set for it, by this line or before it. */
  readonly variables: ReadonlyMap<string, string | null>;
  /** As it was typed, for people. */
  readonly raw: string;
  /** The program that gets these words and may or may not run them, or runs them elsewhere: "ssh"; null when the shell itself does. */
  readonly through: string | null;
  /** The file it stands in, without its folder; null when it was typed. */
  readonly file: string | null;
}

/** What reading a command line yields, in the order it was met. */
export interface Sink {
  readonly simple: (simple: Simple) => void;
  /** A file that is written, removed or moved, absolute; `gap` in it where something is unknown. */
  readonly writes: (path: string, raw: string) => void;
  /** Something that cannot be known: a person decides. */
  readonly doubt: (rule: string, raw: string, message: string) => void;
}

/** What may be looked at on the disk. Null: not there, no file, or too large. */
export interface Files {
  readonly read: (path: string) => string | null;
  readonly home: string | null;
}
