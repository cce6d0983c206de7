import type { Command, Flag } from '../cli/commands/command.ts';
import type { Table } from '../cli/commands/table.ts';
import { lookUp } from './flags.ts';
import { literal, type Token, tokensOf } from './tokens.ts';
import type { FlagUse } from './types.ts';

/** What one pass over argv found. `words` are as typed, `command` is the row they lead to. */
export interface Walk {
  readonly words: readonly string[];
  readonly command: Command | null;
  readonly flags: readonly FlagUse[];
  readonly operands: readonly string[];
  readonly faults: readonly string[];
}

/**
 * Reads argv as the parser of 2.100 and later does: global flags anywhere, a command's own flags after its last word and
 * before the global ones, a boolean swallows a literal that follows, a value never begins with a dash.
 */
export function walk(argv: readonly string[], table: Table, globals: readonly Flag[]): Walk {
  const { tokens, trailing } = tokensOf(argv);
  const words: string[] = [];
  const operands: string[] = [];
  const flags: FlagUse[] = [];
  const faults: string[] = [];
  let command: Command | null = null;
  let awaiting = true;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (token.kind === 'word') {
      const path = [...words, token.text].join(' ');
      if (awaiting && (table.find(path) || table.isGroup(path))) {
        words.push(token.text);
        command = table.find(path) ?? null;
      } else {
        awaiting = false;
        operands.push(token.text);
      }
      continue;
    }
    const isLong = token.kind === 'long';
    const found = lookUp(command?.flags ?? [], token.name, isLong) ?? lookUp(globals, token.name, isLong);
    if (!found) {
      faults.push(`${token.raw} is no flag of "${['supabase', ...words].join(' ')}"`);
      continue;
    }
    const read = readValue(found.flag, found.negated, token, tokens[i + 1]);
    if (read.used) i++;
    if ('fault' in read) faults.push(read.fault);
    else flags.push({ name: found.flag.name, value: read.value, explicit: read.explicit });
  }
  return { words, command, flags, operands: [...operands, ...trailing], faults };
}

type Read =
  | { readonly value: string; readonly explicit: boolean; readonly used: boolean }
  | { readonly fault: string; readonly used: boolean };

function readValue(flag: Flag, negated: boolean, token: Token & { kind: 'long' | 'short' }, next?: Token): Read {
  const word = next?.kind === 'word' ? next.text : null;
  const following = word === null ? null : literal(word);
  if (negated) {
    if (token.value === null && following === null) return { value: 'false', explicit: true, used: false };
    return { fault: `${token.raw} takes no value`, used: token.value === null };
  }
  if (flag.takes === 'nothing') {
    if (token.value === null)
      return { value: following ?? 'true', explicit: following !== null, used: following !== null };
    const meaning = literal(token.value);
    if (meaning) return { value: meaning, explicit: true, used: false };
    return { fault: `--${flag.name} takes true or false`, used: false };
  }
  if (token.value !== null) return { value: token.value, explicit: true, used: false };
  if (flag.takes === 'optional')
    return { value: following === null ? '' : (word ?? ''), explicit: following !== null, used: following !== null };
  if (word === null) return { fault: `--${flag.name} needs a value`, used: false };
  return { value: word, explicit: true, used: true };
}
