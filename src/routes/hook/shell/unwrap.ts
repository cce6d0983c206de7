import { assign, quoted, type Run, runWords } from './commands.ts';
import { absolute } from './output.ts';
import type { State } from './state.ts';
import { anything, gap, rawOf, textOf, type Word, wordOf } from './word.ts';
import { containerOptions, type Wrapper, wrappers } from './wrappers.ts';

/** A program that runs its arguments: they are walked in its place. True when it was one. */
export function runWrapper(program: string, args: readonly Word[], state: State, run: Run): boolean {
  switch (program) {
    case 'env':
      env(args, state, run);
      return true;
    case 'xargs':
      xargs(args, state, run);
      return true;
    case 'find':
      return find(args, state, run);
    case 'docker':
    case 'podman':
    case 'nerdctl':
    case 'docker-compose':
      return container(program, args, state, run);
    case 'busybox':
      runWords(args, state, run);
      return true;
  }
  const wrapper = Object.hasOwn(wrappers, program) ? wrappers[program] : undefined;
  if (!wrapper) return false;
  const verb = wrapper.verbs && args.findIndex(({ sketch }) => wrapper.verbs?.includes(sketch));
  if (verb !== undefined && verb < 0) return false;
  unwrap(program, wrapper, args.slice((verb ?? -1) + 1), state, run);
  return true;
}

function unwrap(program: string, wrapper: Wrapper, args: readonly Word[], state: State, outer: Run): void {
  const run: Run = wrapper.elsewhere ? { ...outer, through: outer.through ?? program } : outer;
  let operands = wrapper.operands ?? 0;
  let at = 0;
  for (; at < args.length; at++) {
    const { sketch } = args[at] as Word;
    if (sketch === '--') {
      at++;
      break;
    }
    const [, option, value] = /^(--?[^=]+)(?:=([\s\S]*))?$/.exec(sketch) ?? [];
    const named = (options: readonly string[] = []) =>
      option !== undefined &&
      (options.includes(option) || (/^-\w+$/.test(option) && options.includes(`-${option.at(-1)}`)));
    if (named(wrapper.text)) {
      const text = value ?? args[at + 1]?.sketch ?? '';
      run.walkText(text, state, run);
      if (value === undefined) at++;
    } else if (named(wrapper.valued) && value === undefined) at++;
    else if (option !== undefined && sketch.length > 1) continue;
    else if (wrapper.assigns && assigned(sketch, run)) continue;
    else if (operands > 0) operands--;
    else break;
  }
  const rest = args.slice(at);
  if (rest.length === 0) return;
  if (wrapper.texts) for (const { sketch } of rest) run.walkText(sketch, state, run);
  else if (wrapper.joins) {
    const until = wrapper.appends ? rest.findIndex(({ sketch }) => sketch.startsWith(':::')) : -1;
    const line = (until < 0 ? rest : rest.slice(0, until)).map(({ sketch }) => sketch).join(' ');
    if (wrapper.appends && line.trim() === '') run.sink.doubt('unread-script', rawOf(args), 'It runs what it reads.');
    else run.walkText(wrapper.appends ? `${line.replace(/\{[^}]*\}/g, gap)} ${gap}` : line, state, run);
  } else runWords(rest, state, run);
}

function assigned(sketch: string, run: Run): boolean {
  const [, name, value] = /^(\w+)=([\s\S]*)$/.exec(sketch) ?? [];
  if (name === undefined || value === undefined) return false;
  assign(name, value.includes(gap) ? null : value, run.around, run);
  return true;
}

function env(args: readonly Word[], state: State, run: Run): void {
  let own = state;
  let at = 0;
  for (; at < args.length; at++) {
    const { sketch } = args[at] as Word;
    if (assigned(sketch, run)) continue;
    if (/^(?:-u|--unset)$/.test(sketch)) unset(args[++at], run);
    else if (/^(?:-u.|--unset=)/.test(sketch)) unset(wordOf(sketch.replace(/^-u|^--unset=/, '')), run);
    else if (/^(?:-C|--chdir)$/.test(sketch)) own = inFolder(args[++at], own);
    else if (/^(?:-S|--split-string|-\w*S)$/.test(sketch)) {
      run.walkText(
        args
          .slice(at + 1)
          .map(({ sketch: text }) => text)
          .join(' '),
        own,
        within(run, own),
      );
      return;
    } else if (/^(?:-S|--split-string=)./.test(sketch)) {
      const text = sketch.replace(/^-S|^--split-string=/, '');
      run.walkText([text, ...args.slice(at + 1).map(quoted)].join(' '), own, within(run, own));
      return;
    } else if (!sketch.startsWith('-')) break;
  }
  runWords(args.slice(at), own, within(run, own));
}

function unset(word: Word | undefined, run: Run): void {
  if (word && /^(?:PERMAHUB_|SUPABASE_CLI_BINARY_OVERRIDE)/.test(word.sketch))
    assign(word.sketch, null, run.around, run);
}

/** A state in another folder; unknown where the word is. */
function inFolder(word: Word | undefined, state: State): State {
  const name = word ? textOf(word) : null;
  return { ...state, folder: name === null ? null : absolute(name, state) };
}

const within = (run: Run, { folder }: State): Run => ({ ...run, around: { ...run.around, folder } });

const xargsValued =
  /^(?:-[adEIiLlnPs]|--(?:arg-file|delimiter|max-lines|max-args|max-procs|max-chars|process-slot-var))$/;

/** What it adds, nobody knows. */
function xargs(args: readonly Word[], state: State, run: Run): void {
  let replaced: string | null = null;
  let at = 0;
  for (; at < args.length; at++) {
    const { sketch } = args[at] as Word;
    if (!sketch.startsWith('-')) break;
    const value = /^(?:-I(.+)|--replace=(.+))$/.exec(sketch);
    if (value) replaced = value[1] ?? value[2] ?? null;
    else if (/^(?:-i|--replace)$/.test(sketch)) replaced = '{}';
    else if (sketch === '-I' || sketch === '-J') replaced = args[++at]?.sketch ?? null;
    else if (xargsValued.test(sketch)) at++;
  }
  const rest = args.slice(at);
  if (rest.length === 0) return;
  const words =
    replaced === null
      ? [...rest, anything('…')]
      : rest.map((word) => ({ ...word, sketch: word.sketch.replaceAll(replaced as string, gap) }));
  runWords(words, state, run);
}

const executes = /^-(?:exec|execdir|ok|okdir)$/;

function find(args: readonly Word[], state: State, run: Run): boolean {
  for (let at = args.findIndex(({ sketch }) => executes.test(sketch)); at >= 0 && at < args.length; at++) {
    if (!executes.test(args[at]?.sketch ?? '')) continue;
    const end = args.findIndex(({ sketch }, index) => index > at && /^[;+]$/.test(sketch));
    const words = args.slice(at + 1, end < 0 ? args.length : end);
    runWords(
      words.map((word) => ({ ...word, sketch: word.sketch.replaceAll('{}', gap) })),
      state,
      run,
    );
  }
  return false;
}

/** `docker exec db psql …`: what runs inside is judged like anything else; the rest of docker is judged by its own words. */
function container(program: string, args: readonly Word[], state: State, run: Run): boolean {
  const compose = program === 'docker-compose' || args.some(({ sketch }) => sketch === 'compose');
  const from = args.findIndex(({ sketch }) => sketch === 'exec' || sketch === 'run');
  if (
    from < 0 ||
    (!compose && args.slice(0, from).some(({ sketch }) => /^[a-z]/.test(sketch) && sketch !== 'container'))
  )
    return false;
  let at = from + 1;
  for (; at < args.length; at++) {
    const { sketch } = args[at] as Word;
    if (sketch === '--entrypoint' && args[at + 1]) {
      const rest = args.slice(at + 2).filter((word) => !word.sketch.startsWith('-'));
      runWords([args[at + 1] as Word, ...rest.slice(1)], { ...state, folder: null }, run);
      return false;
    }
    if ((containerOptions as readonly string[]).includes(sketch)) at++;
    else if (!sketch.startsWith('-')) break;
  }
  const inside = args.slice(at + 1);
  // Files are the container's own.
  const nowhere = { ...state, folder: null };
  if (inside.length > 0 && !inside[0]?.sketch.startsWith('-')) runWords(inside, nowhere, within(run, nowhere));
  return false;
}
