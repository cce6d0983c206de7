import type { Command, Flag } from '../cli/commands/command.ts';
import { globalFlags } from '../cli/commands/flags.ts';
import { tableOf } from '../cli/commands/table.ts';
import type { FlagUse } from './types.ts';
import type { Walk } from './walk.ts';

/** Global flags that came with the later parser. */
const later: ReadonlySet<string> = new Set(['wizard', 'completions', 'log-level', 'output-format', 'agent']);
const globals = globalFlags.filter((flag) => !later.has(flag.name));
const truth: ReadonlyMap<string, string> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, 'true'] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, 'false'] as const),
]);

/**
 * Reads argv as Go's pflag does: a value may begin with a dash, a boolean swallows nothing, `-pvalue` works. These
 * versions were not run, so what is unsure is a fault: a command's flag before its words, and a boolean given twice.
 */
export function walkCobra(argv: readonly string[]): Walk {
  const table = tableOf('cobra');
  const words: string[] = [];
  const operands: string[] = [];
  const flags: FlagUse[] = [];
  const faults: string[] = [];
  let command: Command | null = null;
  let at = 0;
  const use = (flag: Flag, attached: string | null): void => {
    const value = givenValue(flag, attached, argv[at]);
    if (flag.takes !== 'nothing' && attached === null) at++;
    if (value === null)
      faults.push(`--${flag.name} ${flag.takes === 'nothing' ? 'takes true or false' : 'needs a value'}`);
    else {
      if (flags.some((earlier) => earlier.name === flag.name && flag.takes === 'nothing'))
        faults.push(`--${flag.name} is given twice`);
      flags.push({ name: flag.name, value, explicit: attached !== null || flag.takes !== 'nothing' });
    }
  };
  while (at < argv.length) {
    const text = argv[at++] ?? '';
    const known = [...(command?.flags ?? []), ...globals];
    if (text === '--') {
      operands.push(...argv.slice(at));
      break;
    }
    if (text.startsWith('--')) {
      const [name = '', ...rest] = text.slice(2).split('=');
      const flag = known.find((one) => one.name === name);
      if (flag) use(flag, rest.length === 0 ? null : rest.join('='));
      else faults.push(unknown(`--${name}`, words));
    } else if (text.startsWith('-') && text !== '-') {
      for (let letters = text.slice(1); letters !== ''; letters = letters.slice(1)) {
        const flag = known.find((one) => one.short === letters[0]);
        if (!flag) faults.push(unknown(`-${letters[0]}`, words));
        if (!flag || flag.takes === 'nothing') {
          if (flag) use(flag, null);
          continue;
        }
        use(flag, letters.length > 1 ? letters.slice(letters[1] === '=' ? 2 : 1) : null);
        break;
      }
    } else {
      const path = [...words, text].join(' ');
      const isHelp = words.length === 0 && operands.length === 0 && text === 'help';
      if (operands.length === 0 && (isHelp || table.find(path) || table.isGroup(path))) {
        words.push(text);
        command = table.find(path) ?? null;
      } else operands.push(text);
    }
  }
  return { words, command, flags, operands, faults };
}

function givenValue(flag: Flag, attached: string | null, next: string | undefined): string | null {
  if (flag.takes === 'nothing') return attached === null ? 'true' : (truth.get(attached) ?? null);
  return attached ?? next ?? null;
}

function unknown(flag: string, words: readonly string[]): string {
  return `${flag} is no flag of "${['supabase', ...words].join(' ')}"`;
}
