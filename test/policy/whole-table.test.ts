import { describe, expect, test } from 'vitest';
import { classify } from '../../src/classification/classify.ts';
import { meaningOf } from '../../src/classification/meaning.ts';
import type { Lint } from '../../src/classification/sql/types.ts';
import { tableOf } from '../../src/cli/commands/table.ts';
import { runsSql } from '../../src/guard/meaning.ts';
import { parse } from '../../src/invocation/parse.ts';
import { decide } from '../../src/policy/decide.ts';
import type { Need } from '../../src/policy/types.ts';
import type { WhatRuns } from '../../src/target/sql/types.ts';
import { targetIn } from './examples.ts';
import { type Found, type Place, situations, statement, whoSuffices } from './stated.ts';

const eras = ['v2', 'v3'] as const;

/** "db (push|pull); init" as lines. */
const stated = new Map(
  statement.flatMap(([group, text]) =>
    text.split(';').flatMap((entry) => {
      const [, before = '', words = '', after = ''] = /^(.*?)\((.*)\)(.*)$/.exec(entry.trim()) ?? ['', entry.trim()];
      return words.split('|').map((word) => [`${before}${word}${after}`, group] as const);
    }),
  ),
);

/** Every command of the tables, and with every flag that turns it into something else. */
const lines = new Map(
  eras.flatMap((era) =>
    tableOf(era).all.flatMap(({ words, turns, flags: known, home }) =>
      [
        '',
        ...turns.flatMap(({ flag }) => {
          const is = known.find(({ name }) => name === flag);
          return is ? [` --${flag}${is.takes === 'value' ? '=a-value' : ''}`] : [];
        }),
        ...(words === 'stop' ? [' --no-backup --all'] : []),
      ].map(
        (flags) => [`${era} ${words}${flags}`, { era, line: `${words}${flags}`, nowhere: home === 'none' }] as const,
      ),
    ),
  ),
);

/** What the statement says of a line; "2.x: " stands before what only those versions do. */
const nameOf = ({ era, line }: { readonly era: string; readonly line: string }) =>
  era === 'v2' && stated.has(`2.x: ${line}`) ? `2.x: ${line}` : line;

const nothing: Lint = { findings: [], unparsed: [], onlyReads: false, reaches: [] };
const at = { file: 'supabase/migrations/1_a.sql', line: 1 };
const lints: Readonly<Record<Found, Lint>> = {
  nothing,
  destructive: {
    ...nothing,
    findings: [{ rule: 'drop-table', effect: 'destroys', object: 'public.t', message: 'Drops table public.t.', ...at }],
  },
  unreadable: { ...nothing, unparsed: [{ message: 'could not be read, treated as destructive: syntax error', ...at }] },
};
/** What is read of a command's SQL; that of a declarative sync stands nowhere before it runs. */
const read = (line: string): WhatRuns => ({
  sources: [],
  extent: 'exact',
  faults: line === 'db schema declarative sync' ? ['it makes its SQL while it runs'] : [],
  stdin: null,
});
const letters: Readonly<Record<string, Need>> = {
  B: 'backup',
  T: 'rehearsal',
  R: 'reason',
  C: 'confirmation',
};
const counted: Readonly<Record<string, readonly Need[]>> = {
  'somebody*': ['owner'],
  'owner*': ['owner'],
  owner: ['owner'],
  two: ['owner', 'second-person'],
};

/** What the statement says of it, in the words of a decision. */
function expected(name: string, place: Place, found: Found, which: number) {
  const cell = stated.get(name)?.[found][place] ?? 'not stated';
  if (cell === 'pass') return { verdict: 'pass', needs: [], byRequest: false };
  const [needs, who] = cell.split(' ') as [string, keyof typeof whoSuffices];
  const answer = whoSuffices[who].replaceAll(' ', '')[which];
  return {
    verdict: answer === 'y' ? 'guard' : 'refuse',
    needs: [...[...needs].map((letter) => letters[letter]), ...(counted[who] ?? [])].sort(),
    byRequest: answer === 'r',
  };
}

describe('the statement', () => {
  test('has every command and every turn of one, and no other', () => {
    expect([...new Set([...lines.values()].map(nameOf))].sort()).toEqual([...stated.keys()].sort());
  });

  test('has an answer for every situation', () => {
    for (const answers of Object.values(whoSuffices))
      expect(answers.replaceAll(' ', '')).toHaveLength(Object.keys(situations).length);
  });
});

describe.each([...lines.values()])('$era: supabase $line', ({ era, line, nowhere }) => {
  const places: readonly Place[] = nowhere ? ['none'] : ['local', 'staging', 'production'];
  test('is decided as stated, wherever, whatever is found and whoever is there', () => {
    const invocation = parse(line.split(' '), era);
    const base = classify(invocation);
    const decided: Record<string, unknown> = {};
    const wanted: Record<string, unknown> = {};
    for (const place of places)
      for (const found of ['nothing', 'destructive', 'unreadable'] as const) {
        const classification = runsSql({ invocation, classification: base })
          ? meaningOf(base, read(line), lints[found])
          : base;
        for (const [which, [situation, people]] of Object.entries(situations).entries()) {
          const { verdict, needs, byRequest } = decide({ invocation, classification, target: targetIn(place), people });
          const name = `${place}, found: ${found}, ${situation}`;
          decided[name] = { verdict, needs: [...needs].sort(), byRequest };
          wanted[name] = expected(nameOf({ era, line }), place, found, which);
        }
      }
    expect(decided).toEqual(wanted);
  });
});
