import type { Run } from './commands.ts';
import { inFile } from './in-file.ts';
import { absolute } from './output.ts';
import { type State, startIn } from './state.ts';
import { core, namesUs, shells } from './triggers.ts';
import { gap, rawOf, textOf, type Word } from './word.ts';

/** A shell that is given a text, a file or its input; or a script by its path. True when it was one. */
export function runShell(program: string, first: Word, args: readonly Word[], state: State, run: Run): boolean {
  if (shells.has(program)) {
    shell(args, state, run);
    return true;
  }
  // `./reset.sh`: a file in sight is read, whatever it is called.
  if (core.has(program)) return false;
  const path = first.sketch.includes('/') ? textOf(first) : null;
  const at = path === null ? null : absolute(path, state);
  if (at === null) return false;
  const text = state.written.has(at) ? (state.written.get(at) ?? null) : run.files.read(at);
  if (text === null) {
    if (!state.written.has(at)) return false;
    run.sink.doubt('unread-script', rawOf([first, ...args]), 'It runs a file that is written only when this runs.');
    return true;
  }
  if (!/^#!.*\b(?:sh|bash|zsh|dash|ksh)\b/.test(text) && !/\.(?:sh|bash|zsh)$/.test(at)) return false;
  script(text, at, state, run);
  return true;
}

function shell(args: readonly Word[], state: State, run: Run): void {
  const at = args.findIndex(({ sketch }, index) => !isOption(sketch) && !takesValue(args[index - 1]?.sketch));
  const options = at < 0 ? args : args.slice(0, at);
  const own = { ...startIn(''), folder: run.around.folder, written: state.written, input: run.around.input };
  // Only exported variables reach it: which ones is not kept, so all are passed.
  const inner: State = { ...own, variables: new Map(run.around.variables) };
  const operand = args[at];
  if (options.some(({ sketch }) => /^-[a-z]*c[a-z]*$/i.test(sketch) || sketch === '--command')) {
    if (operand) run.walkText(operand.sketch, inner, run);
    return;
  }
  const reads = options.some(({ sketch }) => /^-[a-z]*s[a-z]*$/.test(sketch)) || operand === undefined;
  if (!reads && operand) {
    const name = textOf(operand);
    const path = name === null ? null : absolute(name, state);
    const written = path !== null && state.written.has(path);
    const text = path === null ? null : written ? (state.written.get(path) ?? null) : run.files.read(path);
    if (text !== null && path !== null) script(text, path, inner, run);
    else if (written || path === null)
      run.sink.doubt('unread-script', rawOf(args), 'A shell runs a file that cannot be read beforehand.');
    else if (!written && /^\/dev\/(?:stdin|fd\/)/.test(path)) fromInput(inner, run, rawOf(args));
    return;
  }
  if (!options.some(({ sketch }) => /^--(?:version|help)$/.test(sketch))) fromInput(inner, run, rawOf(args));
}

function fromInput(inner: State, run: Run, raw: string): void {
  const { input } = run.around;
  if (input.kind === 'text') run.walkText(input.text, { ...inner, input: { kind: 'none' } }, run);
  else if (input.kind === 'unknown')
    run.sink.doubt('unread-script', `sh ${raw}`.trim(), `A shell runs ${input.raw}, which cannot be read beforehand.`);
}

/** A file that was there before and names nothing of ours is nobody's business. */
function script(text: string, path: string, state: State, run: Run): void {
  if (state.written.has(path) || namesUs(text)) run.walkText(text, state, inFile(run, path));
}

const isOption = (word: string) => /^[-+]./.test(word) && !word.startsWith(gap);
const takesValue = (word: string | undefined) => /^(?:[-+]o|-O|\+O|--rcfile|--init-file)$/.test(word ?? '');
