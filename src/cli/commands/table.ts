import type { Era } from '../types.ts';
import { administrationRows } from './administration.ts';
import type { Command, Row } from './command.ts';
import { databaseRows, migrationRows } from './database.ts';
import { flagsOf, targetFlags3, targetFlagsOld } from './flags.ts';
import { inspectRows } from './inspect.ts';
import { localRows } from './local.ts';
import { projectRows } from './projects.ts';

const rows: readonly Row[] = [
  ...databaseRows,
  ...migrationRows,
  ...inspectRows,
  ...localRows,
  ...projectRows,
  ...administrationRows,
];

function commandOf(row: Row, era: Era): Command {
  const is3 = era === 'v3' || era === 'unknown';
  const own = `${row.flags ?? ''} ${(is3 ? row.only3 : row.onlyOld) ?? ''}`;
  const target = is3 ? targetFlags3[row.reach] : targetFlagsOld[row.reach];
  const { words, effect, kind, operands = 0, turns = [], yes = false } = row;
  const home = row.home[is3 ? 1 : 0];
  return { words, effect, kind, flags: flagsOf(`${own} ${target}`), operands, turns, yes, home };
}

/** One era's commands, found by their canonical words or an alias of them. */
export interface Table {
  readonly find: (words: string) => Command | undefined;
  /** True when the words begin a longer command: "db" of "db reset". */
  readonly isGroup: (words: string) => boolean;
  readonly all: readonly Command[];
  /** Every name a command is found by. */
  readonly names: readonly string[];
}

const tables = new Map<Era, Table>();

/** The table of an era, built once. An unknown era is read with the newest grammar, and never passed for it. */
export function tableOf(era: Era): Table {
  const made = tables.get(era) ?? makeTable(era);
  tables.set(era, made);
  return made;
}

function makeTable(era: Era): Table {
  const byWords = new Map<string, Command>();
  const groups = new Set<string>();
  const all: Command[] = [];
  for (const row of rows) {
    if (row.eras && !row.eras.includes(era)) continue;
    const command = commandOf(row, era);
    all.push(command);
    const migrations = row.words.startsWith('migration ') ? [row.words.replace('migration', 'migrations')] : [];
    for (const name of [row.words, ...migrations, ...(row.aliases ?? [])]) {
      byWords.set(name, command);
      const parts = name.split(' ');
      for (let i = 1; i < parts.length; i++) groups.add(parts.slice(0, i).join(' '));
    }
  }
  return {
    find: (words) => byWords.get(words),
    isGroup: (words) => groups.has(words),
    all,
    names: [...byWords.keys()],
  };
}
