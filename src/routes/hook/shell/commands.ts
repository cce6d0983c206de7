import { builtins } from './builtins.ts';
import { runInterpreter } from './interpreters.ts';
import { runMake } from './make.ts';
import { runPackages } from './packages.ts';
import { runShell } from './shells.ts';
import type { Files, Sink, State } from './state.ts';
import { core, namesUs, shells } from './triggers.ts';
import { runWrapper } from './unwrap.ts';
import { gap, programOf, rawOf, textOf, type Word } from './word.ts';
import { inert } from './wrappers.ts';

/** Everything a walk carries along. */
export interface Run {
  readonly sink: Sink;
  readonly files: Files;
  readonly depth: number;
  /** Steps taken so far, by the whole walk. */
  readonly spent: { count: number };
  /** The state with what stands before this command alone: its variables, its input. */
  readonly around: State;
  /** Who may or may not run it; null for the shell itself. */
  readonly through: string | null;
  readonly walkText: (text: string, state: State, run: Run) => void;
}

/** What the words of one simple command come to: builtins change the state, wrappers are taken off, the rest is handed on. */
export function runWords(words: readonly Word[], state: State, run: Run): void {
  const [first, ...args] = words;
  if (!first) return;
  if (run.depth > 30 || run.spent.count++ > 5000) {
    run.sink.doubt('too-deep', rawOf(words), 'It is nested too deeply to be read.');
    return;
  }
  const program = programOf(first);
  if (program === null) {
    run.sink.doubt('unknown-program', rawOf(words), 'Which program this runs is known only when it runs.');
    return;
  }
  const alias = first.raw === program ? state.aliases.get(program) : undefined;
  if (alias !== undefined) {
    const without = { ...state, aliases: new Map([...state.aliases].filter(([name]) => name !== program)) };
    run.walkText([alias, ...args.map(quoted)].join(' '), without, { ...run, depth: run.depth + 1 });
    return;
  }
  const builtin = Object.hasOwn(builtins, program) ? builtins[program] : undefined;
  if (builtin) builtin(args, state, { ...run, depth: run.depth + 1 });
  const next = { ...run, depth: run.depth + 1 };
  const taken =
    builtin !== undefined ||
    runShell(program, first, args, state, next) ||
    runPackages(program, args, state, next) ||
    runInterpreter(program, args, state, next) ||
    runMake(program, args, state, next) ||
    runWrapper(program, args, state, next);
  if (!taken) handOn(program, first, args, state, next);
}

/** A program that is none of the shell's own: judged by name, and by what it may run. */
function handOn(program: string, first: Word, args: readonly Word[], state: State, run: Run): void {
  const { around, sink } = run;
  sink.simple({
    program,
    path: first.sketch,
    args,
    folder: around.folder,
    input: around.input,
    variables: around.variables,
    raw: rawOf([first, ...args]),
    through: run.through,
    file: null,
  });
  if (inert.has(program) || core.has(program)) return;
  const at = args.findIndex((word, index) => isCore(word, args[index + 1]));
  if (at >= 0) runWords(args.slice(at), state, { ...run, through: run.through ?? program });
  for (const { sketch } of at < 0 ? args : [])
    if (/\s/.test(sketch) && namesUs(sketch)) run.walkText(sketch, state, { ...run, through: run.through ?? program });
}

function isCore(word: Word, next: Word | undefined): boolean {
  const name = programOf(word);
  if (name === null) return false;
  return core.has(name) || (shells.has(name) && /^-\w*c/.test(next?.sketch ?? ''));
}

/** Remembers a variable; one that decides which program `supabase` is, or that is the guard's own, is not passed over. */
export function assign(name: string, value: string | null, state: State, run: Run): void {
  state.variables.set(name, value);
  if (guardVariable.test(name))
    run.sink.doubt(
      'guard-variable',
      `${name}=…`,
      `It sets ${name}, which decides what runs in the place of \`supabase\`.`,
    );
}

export const guardVariable = /^(?:SUPABASE_CLI_BINARY_OVERRIDE|SUPABASE_GO_BINARY|PERMAHUB_\w+)$/;

/** A word as shell text that reads back as the same word. */
export function quoted(word: Word): string {
  if (word.many || word.glob) return word.sketch;
  return word.sketch
    .split(gap)
    .map((piece) => `'${piece.replaceAll("'", "'\\''")}'`)
    .join(`"${gap}"`);
}

/** The values of words that are known, `null` in the place of the others. */
export const texts = (words: readonly Word[]) => words.map(textOf);
