import { globalFlags } from '../cli/commands/flags.ts';
import { type Table, tableOf } from '../cli/commands/table.ts';
import type { Era } from '../cli/types.ts';
import { walkCobra } from './cobra.ts';
import { contradictions, operandFaults } from './faults.ts';
import { lookUp } from './flags.ts';
import { attachRemote } from './remote.ts';
import type { FlagUse, Invocation } from './types.ts';
import { type Walk, walk } from './walk.ts';

/** Our own word: taken out before anything else reads argv, and never forwarded. */
const ownWord = '--destructive';

/**
 * What argv (everything after `supabase`) means to the CLI of this era. Pure, and never throws: what does not parse is a
 * fault. Mirrors the parsers of 2.122.1 and 3.1.0; 1.x and early 2.x are read conservatively.
 */
export function parse(argv: readonly string[], era: Era): Invocation {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const typed = argv.filter((text, i) => i >= end || text !== ownWord);
  const destructiveWord = typed.length !== argv.length;
  const base = { argv, era, destructiveWord };
  // Shell completion asks this at every Tab; it answers with words and runs nothing.
  if (typed[0] === '__complete' || typed[0] === '__completeNoDesc')
    return { ...base, command: '__complete', known: true, flags: [], operands: [], printsOnly: true, faults: [] };
  const read = era === 'cobra' ? walkCobra(typed) : walkModern(typed, era);
  const command = read.command?.words ?? [...read.words, ...read.operands.slice(0, 1)].join(' ');
  const isGroup = read.command === null && read.operands.length === 0;
  const known = read.command !== null || isGroup;
  const printsOnly = prints(read, era);
  const faults = printsOnly
    ? wizardFaults(read)
    : [...faultsOf(read, known), ...ownWordFaults(destructiveWord, command), ...bytesFaults(argv)];
  const operands = read.command || isGroup ? read.operands : read.operands.slice(1);
  return { ...base, command, known, flags: read.flags, operands, printsOnly, faults };
}

function walkModern(typed: readonly string[], era: Era): Walk & { undecidable?: string | null } {
  const table: Table = tableOf(era);
  const first = walk(typed, table, globalFlags);
  const command = first.command;
  if (!command || !typed.includes('--remote') || !command.flags.some((flag) => flag.takes === 'optional')) return first;
  const flags = [...command.flags, ...globalFlags];
  const takesNext = (text: string): boolean => {
    if (text.includes('=')) return false;
    const isLong = text.startsWith('--');
    return lookUp(flags, isLong ? text.slice(2) : text.slice(-1), isLong)?.flag.takes === 'value';
  };
  const attached = attachRemote(typed, command, first.words.length, takesNext);
  return { ...walk(attached.argv, table, globalFlags), undecidable: attached.undecidable };
}

function faultsOf(read: Walk & { undecidable?: string | null }, known: boolean): readonly string[] {
  if (!read.command) return known ? read.faults : [...wizardFaults(read)];
  const undecidable =
    read.undecidable == null
      ? []
      : [
          `"${read.undecidable}" after --remote may be a branch or an operand: write --remote=${read.undecidable} or put --remote last`,
        ];
  return [
    ...read.faults,
    ...wizardFaults(read),
    ...undecidable,
    ...contradictions(read.flags, read.command),
    ...operandFaults(read.operands, read.command),
  ];
}

/** `--wizard`, even `--wizard=false`, opens a wizard that can end by running what was built in it. */
function wizardFaults(read: Walk): readonly string[] {
  return has(read.flags, 'wizard') ? ['--wizard can end by running any command'] : [];
}

function ownWordFaults(destructiveWord: boolean, command: string): readonly string[] {
  return destructiveWord && command !== 'db push' ? ['--destructive belongs to "supabase db push" only'] : [];
}

/** Node puts U+FFFD for what is no UTF-8: what was typed is not known any more and cannot be forwarded. */
function bytesFaults(argv: readonly string[]): readonly string[] {
  return argv.some((text) => text.includes('\uFFFD')) ? ['An argument is not valid UTF-8'] : [];
}

/** Help, completion scripts and the version at the root are printed whatever else is there. */
function prints(read: Walk, era: Era): boolean {
  if (era === 'cobra') return read.words[0] === 'help' || (read.faults.length === 0 && isTrue(read.flags, 'help'));
  const root = read.words.length === 0 && read.operands.length === 0;
  return has(read.flags, 'help') || has(read.flags, 'completions') || (root && has(read.flags, 'version'));
}

function has(flags: readonly FlagUse[], name: string): boolean {
  return flags.some((use) => use.name === name);
}

function isTrue(flags: readonly FlagUse[], name: string): boolean {
  return flags.some((use) => use.name === name && use.value === 'true');
}
