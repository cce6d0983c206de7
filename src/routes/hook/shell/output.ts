import { isAbsolute, resolve } from 'node:path';
import { expand, expandBody, expandOne } from './expand.ts';
import type { Command, CommandNode, Redirection, Script } from './parse.ts';
import type { Files, Input, State } from './state.ts';
import { programOf, textOf, type Word } from './word.ts';

const unknown: Input = { kind: 'unknown', raw: 'what another command prints' };

/** What a script of a single command prints, where that can be known: echo, printf, cat. Null else. */
export function commandOutput(script: Script, state: State, files: Files): string | null {
  const [statement] = script.commands;
  if (script.commands.length !== 1 || !statement) return null;
  const { command } = statement;
  if (command.type !== 'Command') return null;
  const output = outputOf(command, state, files);
  return output.kind === 'text' ? output.text : null;
}

/** What a command prints into a pipe. */
export function outputOf(node: CommandNode, state: State, files: Files): Input {
  if (node.type !== 'Command') return unknown;
  const redirects = node.redirects.filter((one) => one.type === 'Redirect');
  // What goes elsewhere, or is mixed with what is not this output, is not told apart.
  if (redirects.some(({ operator }) => operator === '>&' || operator === '<&')) return unknown;
  if (redirects.some(({ operator, descriptor }) => operator.includes('>') && descriptor === undefined))
    return { kind: 'text', text: '' };
  return printedBy(node, state, files);
}

/** What a command prints, wherever it goes. */
export function printedBy(node: Command, state: State, files: Files): Input {
  const words = (node.name ? [node.name] : []).concat(node.args.filter((one) => one.type === 'Word'));
  const [name, ...args] = words.flatMap((word) => expand(word, state, files));
  const input = inputOf(node.redirects, state, files) ?? state.input;
  // `$(< file)`
  if (!name) return node.redirects.length === 1 && node.prefix.length > 0 ? input : unknown;
  const texts = args.map(({ sketch, many, glob }) => (many || glob ? null : sketch));
  const all = texts.every((text) => text !== null) ? (texts as string[]) : null;
  switch (programOf(name)) {
    case 'echo':
      return all && !/^-[neE]+$/.test(all[0] ?? '') && !all.join('').includes('\\')
        ? { kind: 'text', text: `${all.join(' ')}\n` }
        : unknown;
    case 'printf':
      return all?.length === 1 && !/[%\\]/.test(all[0] as string)
        ? { kind: 'text', text: all[0] as string }
        : all?.length === 2 && /^%s(?:\\n)?$/.test(all[0] as string)
          ? { kind: 'text', text: `${all[1]}\n` }
          : unknown;
    case 'cat':
      return catOutput(args, input, state, files) ?? unknown;
    case 'tee':
      return input;
    default:
      return unknown;
  }
}

function catOutput(args: readonly Word[], input: Input, state: State, files: Files): Input | null {
  const named = args.filter(({ sketch }) => !/^-./.test(sketch));
  if (named.length === 0) return input;
  const texts = named.map((word) => {
    const name = textOf(word);
    if (name === '-') return input.kind === 'text' ? input.text : null;
    return name === null ? null : fileText(name, state, files);
  });
  return texts.includes(null) ? null : { kind: 'text', text: texts.join('') };
}

/** The standard input that redirections give a command, the last one counting; null where there is none. */
export function inputOf(redirects: readonly Redirection[], state: State, files: Files): Input | null {
  let input: Input | null = null;
  for (const one of redirects) {
    if (one.type === 'HereDoc') input = { kind: 'text', text: expandBody(one.body.text, one.body.parts, state, files) };
    else if (one.type === 'HereString')
      input = one.target
        ? { kind: 'text', text: `${expandOne(one.target, state, files).sketch}\n` }
        : { kind: 'unknown', raw: 'a here-string' };
    else if (one.operator === '<' && one.target) {
      const name = textOf(expandOne(one.target, state, files));
      const text = name === null ? null : fileText(name, state, files);
      input =
        text === null ? { kind: 'unknown', raw: `${one.target.text}, which cannot be read` } : { kind: 'text', text };
    }
  }
  return input;
}

/** The text of a file as it would be when the command runs; null where that cannot be known. */
export function fileText(name: string, state: State, files: Files): string | null {
  if (name === '/dev/null') return '';
  if (name === '/dev/stdin') return state.input.kind === 'text' ? state.input.text : null;
  const path = absolute(name, state);
  if (path === null) return null;
  const written = state.written.get(path);
  return written !== undefined ? written : files.read(path);
}

/** Null for a relative path in a folder that is not known. */
export function absolute(name: string, { folder }: Pick<State, 'folder'>): string | null {
  if (isAbsolute(name)) return resolve(name);
  return folder === null ? null : resolve(folder, name);
}
