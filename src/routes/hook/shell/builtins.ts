import { assign, guardVariable, type Run, runWords, texts } from './commands.ts';
import { inFile } from './in-file.ts';
import { absolute } from './output.ts';
import type { State } from './state.ts';
import { gap, rawOf, textOf, type Word } from './word.ts';

type Builtin = (args: readonly Word[], state: State, run: Run) => void;

const operands = (args: readonly Word[]) => args.filter(({ sketch }) => !/^-./.test(sketch));

const changeFolder: Builtin = (args, state, { files }) => {
  const [target] = operands(args);
  if (target?.sketch === '-') {
    state.folder = null;
    return;
  }
  const name = target === undefined ? files.home : textOf(target);
  state.folder = name === null || state.functions.has('cd') ? null : absolute(name, state);
};

/** `export A=b`, `declare -x A=b`, `local A`: what they name and do not give a value keeps it. */
const declare: Builtin = (args, state, run) => {
  const reference = args.some(({ sketch }) => /^-\w*[naAil]/.test(sketch));
  for (const { sketch } of operands(args)) {
    const [, name, value] = /^(\w+)(?:\+?=([\s\S]*))?$/.exec(sketch) ?? [];
    if (name === undefined) forget(state);
    else if (value !== undefined)
      assign(name, reference || value.includes(gap) || sketch.includes('+=') ? null : value, state, run);
    else if (reference) state.variables.set(name, null);
  }
};

/** Gives the variables it names values nobody can know. */
const unknownValues: Builtin = (args, state, run) => {
  for (const { sketch } of operands(args)) {
    if (!/^\w+$/.test(sketch)) continue;
    if (guardVariable.test(sketch)) assign(sketch, null, state, run);
    state.variables.set(sketch, null);
  }
};

/** Whatever was known of variables is unknown from here on. */
function forget(state: State): void {
  for (const name of state.variables.keys()) state.variables.set(name, null);
}

const source: Builtin = (args, state, run) => {
  const name = args[0] ? textOf(args[0]) : null;
  const path = name === null ? null : absolute(name, state);
  const text = path === null ? null : (state.written.get(path) ?? run.files.read(path));
  if (text !== null && path !== null) run.walkText(text, state, inFile(run, path));
  else if (path !== null && state.written.has(path))
    run.sink.doubt('unread-script', rawOf(args), 'It runs a file that is written only when this runs.');
  // A virtual environment, a profile: nothing that was asked about; but what it sets is unknown.
  forget(state);
};

/** Commands that change the shell itself, or run words of it. */
export const builtins: Readonly<Record<string, Builtin>> = {
  cd: changeFolder,
  pushd: changeFolder,
  popd: (_, state) => {
    state.folder = null;
  },
  export: declare,
  declare,
  typeset: declare,
  local: declare,
  readonly: declare,
  read: unknownValues,
  mapfile: unknownValues,
  readarray: unknownValues,
  getopts: unknownValues,
  printf: (args, state, run) => {
    if (args[0]?.sketch === '-v') unknownValues(args.slice(1, 2), state, run);
  },
  unset: (args, state, run) => {
    unknownValues(args, state, run);
    for (const name of texts(operands(args))) if (name !== null) state.functions.delete(name);
  },
  alias: (args, state) => {
    for (const { sketch } of args) {
      const [, name, text] = /^([^=]+)=([\s\S]*)$/.exec(sketch) ?? [];
      if (name !== undefined && text !== undefined) state.aliases.set(name, text);
    }
  },
  unalias: (args, state) => {
    for (const { sketch } of args) state.aliases.delete(sketch);
  },
  eval: (args, state, run) => {
    if (args.length > 0) run.walkText(args.map(({ sketch }) => sketch).join(' '), state, run);
    if (args.some(({ sketch }) => sketch.includes(gap))) forget(state);
  },
  trap: (args, state, run) => {
    const [text] = operands(args);
    if (text && args.length > 1) run.walkText(text.sketch, { ...state, variables: new Map(state.variables) }, run);
  },
  source,
  '.': source,
  command: (args, state, run) => skipping(args, /^-[pvV]+$/, state, run),
  builtin: (args, state, run) => skipping(args, /^--$/, state, run),
  exec: (args, state, run) => {
    const at = args[0]?.sketch === '-a' ? 2 : 0;
    skipping(args.slice(at), /^-[cl]+$|^--$/, state, run);
  },
  noglob: (args, state, run) => runWords(args, state, run),
  nocorrect: (args, state, run) => runWords(args, state, run),
  tee: (args, state, run) => {
    for (const word of operands(args)) {
      const path = word.sketch.startsWith(gap) ? null : absolute(word.sketch, state);
      if (path === null) continue;
      run.sink.writes(path, word.raw);
      const { input } = run.around;
      state.written.set(path, input.kind === 'text' && operands(args).length === args.length ? input.text : null);
    }
  },
};

/** `command -v supabase` only looks; anything else runs the rest. */
function skipping(args: readonly Word[], options: RegExp, state: State, run: Run): void {
  const at = args.findIndex(({ sketch }) => !options.test(sketch));
  const looks = args.slice(0, Math.max(at, 0)).some(({ sketch }) => /^-.*[vV]/.test(sketch));
  if (at >= 0 && !looks) runWords(args.slice(at), state, run);
}
