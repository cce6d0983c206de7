import { dirname, join } from 'node:path';
import { quoted, type Run, runWords } from './commands.ts';
import { inFile } from './in-file.ts';
import { absolute } from './output.ts';
import type { State } from './state.ts';
import { gap, rawOf, textOf, type Word, wordOf } from './word.ts';

/** Options of package managers that take the next word. */
const valued =
  /^(?:-p|--package|-w|--workspace|-F|--filter|-C|--dir|--prefix|--cwd|--registry|--loglevel|--cache|--userconfig|--config)$/;
const folders = /^(?:-C|--dir|--prefix|--cwd)$/;
const elsewhere = /^(?:-w|--workspace|-F|--filter|--workspaces|-ws|-r|--recursive)(?:=|$)/;
/** Verbs of the managers themselves: nothing of ours. */
const own =
  /^(?:install|i|ci|add|remove|rm|uninstall|un|update|up|upgrade|outdated|audit|list|ls|link|unlink|pack|publish|login|logout|whoami|config|cache|init|create|info|view|why|store|import|fetch|rebuild|prune|dedupe|version|help|search|doctor|set|fund|root|bin|prefix|explain|patch|deploy|approve-builds|completion|pm|pkg|policies|plugin|licenses|server|env|self-update|setup|build-scripts)$/;

const managers: ReadonlySet<string> = new Set('npx pnpx bunx npm pnpm yarn bun npm-run-all run-s run-p'.split(' '));

/** npx, pnpm, yarn, npm, bun: the program they run, or the script of package.json, in their place. True when it was one. */
export function runPackages(program: string, args: readonly Word[], state: State, run: Run): boolean {
  if (!managers.has(program)) return false;
  const { words, texts, place, other } = optionsOff(args, state);
  const [verb, ...rest] = words;
  const inside: Run = { ...run, around: { ...run.around, folder: place.folder } };
  for (const text of texts) run.walkText(text, place, inside);
  const name = verb?.sketch ?? '';
  switch (program) {
    case 'npx':
    case 'pnpx':
    case 'bunx':
      if (verb && texts.length === 0) bin(words, place, inside);
      return true;
    case 'npm':
      if (/^(?:exec|x)$/.test(name)) bin(rest, place, inside);
      else if (/^(?:run|run-script|rum|urn)$/.test(name)) script(rest, place, inside, other);
      else if (/^(?:test|t|tst|start|stop|restart)$/.test(name))
        script([wordOf(/^t/.test(name) ? 'test' : name), ...rest], place, inside, other);
      return true;
    case 'pnpm':
    case 'yarn':
    case 'bun':
      if (/^(?:dlx|x)$/.test(name) || (name === 'exec' && program !== 'bun')) bin(rest, place, inside);
      else if (name === 'run' || name === 'run-script') script(rest, place, inside, other);
      else if (name === 'workspace' && program === 'yarn')
        script(rest.slice(rest[1]?.sketch === 'run' ? 2 : 1), place, inside, true);
      else if (verb && !own.test(name)) script(words, place, inside, other);
      return true;
    default:
      for (const one of words) script([one], place, inside, other);
      return true;
  }
}

/** What is left when the manager's own options are taken off: from the verb's program on, nothing is. */
function optionsOff(args: readonly Word[], state: State) {
  const words: Word[] = [];
  const texts: string[] = [];
  let place = state;
  let other = false;
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] as Word;
    const { sketch } = word;
    if (sketch === '--') continue;
    if (!sketch.startsWith('-')) {
      words.push(word);
      // What follows the program's or script's name is its own.
      const runs = /^(?:dlx|x|exec|run|run-script|rum|urn|workspace)$/.test(words[0]?.sketch ?? '');
      if (words.length === (runs ? 2 : 1) && !(words.length === 1 && runs)) break;
      continue;
    }
    other ||= elsewhere.test(sketch);
    if (/^(?:-c|--call)$/.test(sketch)) texts.push(args[++at]?.sketch ?? '');
    else if (/^--call=/.test(sketch)) texts.push(sketch.slice(7));
    else if (folders.test(sketch)) {
      const name = args[++at] ? textOf(args[at] as Word) : null;
      place = { ...place, folder: name === null ? null : absolute(name, place) };
    } else if (valued.test(sketch)) at++;
  }
  words.push(...args.slice(at + 1).filter(({ sketch }, index) => sketch !== '--' || index > 0));
  return { words, texts, place, other };
}

/** A package's program, without its version. */
function bin(words: readonly Word[], state: State, run: Run): void {
  const [first, ...args] = words;
  if (!first) return;
  const name = first.sketch.replace(/^npm:/, '').replace(/(.)@[^/]*$/, '$1');
  // Found beside the project, not on PATH: a program that goes around the shim.
  const path = /^[\w-]+$/.test(name) ? `node_modules/.bin/${name}` : name;
  runWords([{ ...first, sketch: path, raw: name }, ...args], state, run);
}

/** A script of package.json with its pre and post; a program, where there is no such script. */
function script(words: readonly Word[], state: State, run: Run, other: boolean): void {
  const [first, ...args] = words;
  if (!first) return;
  const name = first.sketch;
  const found = name.includes(gap) ? null : packageOf(state, run);
  const scripts = found?.scripts ?? {};
  const known = [`pre${name}`, name, `post${name}`].filter((one) => Object.hasOwn(scripts, one));
  if (name.includes(gap))
    run.sink.doubt('unknown-program', rawOf(words), 'Which script this runs is known only when it runs.');
  else if (other && !known.includes(name)) {
    if (/reset|drop|migrat|seed|supabase|wipe|nuke|db:/i.test(name))
      run.sink.doubt('unread-script', rawOf(words), 'It runs a script of another package, which was not read.');
    else bin(words, state, run);
  } else if (!known.includes(name)) bin(words, state, run);
  const file = found && inFile(run, 'package.json');
  for (const one of file ? known : []) {
    const text = one === name ? [scripts[one], ...args.map(quoted)].join(' ') : (scripts[one] as string);
    const place = { ...state, folder: found?.folder ?? null };
    file?.walkText(text, place, { ...file, around: { ...run.around, folder: place.folder } });
  }
}

function packageOf({ folder }: State, { files }: Run): { folder: string; scripts: Record<string, string> } | null {
  for (let at = folder; at !== null; at = dirname(at) === at ? null : dirname(at)) {
    const text = files.read(join(at, 'package.json'));
    if (text === null) continue;
    try {
      const { scripts } = JSON.parse(text) as { scripts?: Record<string, unknown> };
      const strings = Object.entries(scripts ?? {}).filter(
        (one): one is [string, string] => typeof one[1] === 'string',
      );
      return { folder: at, scripts: Object.fromEntries(strings) };
    } catch {
      return null; // npm cannot read it either.
    }
  }
  return null;
}
