import type { Command } from '../cli/commands/command.ts';
import { literal } from './tokens.ts';

const url = /^postgres(ql)?:\/\//i;
const linked = /^(true|yes|on|1|y)$/i;
const off = /^(false|no|off|0|n)$/i;
/** Never taken for a branch by `--remote X`: text with blanks or `=`, other URLs, numbers, paths. */
const notABranch = [/[\s=]/, /^[a-z][a-z0-9+.-]*:\/\//i, /^\d+$/, /^[./~]/];

function looksLikeBranch(text: string): boolean {
  return text !== '' && !notABranch.some((pattern) => pattern.test(text));
}

/**
 * 3.x rewrites `--remote X` to `--remote=X` before it parses, where X cannot be an operand: the command takes none, X is
 * a postgres URL, or there are more bare words than operands. One bare word it could be either is asked of the API:
 * undecidable here. `pathLength` is the number of command words. Read in the program of 3.1.0.
 */
export function attachRemote(
  argv: readonly string[],
  command: Command,
  pathLength: number,
  takesNext: (flag: string) => boolean,
): { argv: readonly string[]; undecidable: string | null } {
  const { bare, remotes, end } = scan(argv, takesNext);
  const operands = bare.length - pathLength + Math.max(0, argv.length - end - 1);
  const attach = new Set<number>();
  let undecidable: string | null = null;
  for (const at of remotes) {
    const next = argv[at + 1];
    if (next === undefined || next.startsWith('-')) continue;
    const place = bare.indexOf(at + 1);
    if (place !== -1 && place < pathLength) continue;
    const belongs =
      linked.test(next) ||
      command.operands === 0 ||
      url.test(next) ||
      (looksLikeBranch(next) && operands > command.operands);
    if (belongs) attach.add(at);
    else if (looksLikeBranch(next)) undecidable = next;
  }
  const joined = argv.flatMap((text, i) =>
    attach.has(i) ? [`--remote=${argv[i + 1] ?? ''}`] : attach.has(i - 1) ? [] : [text],
  );
  return { argv: joined, undecidable };
}

function scan(
  argv: readonly string[],
  takesNext: (flag: string) => boolean,
): { bare: readonly number[]; remotes: readonly number[]; end: number } {
  const bare: number[] = [];
  const remotes: number[] = [];
  for (let i = 0; i < argv.length; i++) {
    const text = argv[i] ?? '';
    if (text === '--') return { bare, remotes, end: i };
    if (!text.startsWith('-')) {
      bare.push(i);
      continue;
    }
    const next = argv[i + 1];
    const meaning = next === undefined ? null : literal(next);
    if (text === '--remote') {
      if (meaning !== 'false') remotes.push(i);
      if (meaning !== null) i++;
    } else if (takesNext(text) || (meaning !== null && !text.includes('='))) i++;
  }
  return { bare, remotes, end: argv.length };
}

/** Why 3.x would not take this `--remote=value`; null when it would. A bare `--remote` is not asked about. */
export function remoteFault(value: string): string | null {
  const text = value.trim();
  if (text === '') return '--remote= has an empty value';
  if (linked.test(text)) return null;
  if (off.test(text)) return '--remote does not take false';
  if (url.test(text)) return null;
  if (text.includes('://')) return '--remote takes postgresql:// URLs only';
  if (/[\s=]/.test(text)) return '--remote does not take a key=value connection string';
  return null;
}
