import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Kind } from '../../src/classification/types.ts';
import { duties } from '../../src/duties/duties.ts';
import { backupTimes, testTimes } from '../../src/duties/times.ts';
import { type Demand, emergencyRecovery, policy } from '../../src/policy/table.ts';
import type { Signed } from '../../src/policy/types.ts';
import { codeOf, documents, helpOf, root, tableOf } from './documents.ts';

const source = (file: string) => readFileSync(join(root, file), 'utf8');

test('docs/statuses.md lists exactly the statuses of the failures table, and 0 and 1', () => {
  const listed = tableOf('docs/statuses.md').map(([status]) => Number(status));
  const tables = readdirSync(join(root, 'src/failures')).map((name) => source(`src/failures/${name}`));
  const used = [...tables.join('\n').matchAll(/\bstatus: (\d+),$/gm)].map((match) => Number(match[1]));
  expect(used.length).toBeGreaterThan(40);
  expect(listed).toEqual([...new Set([0, 1, ...used])].sort((a, b) => a - b));
});

describe('docs/settings.md', () => {
  interface Schema {
    readonly properties?: Readonly<Record<string, Schema>>;
  }
  /** "backups.directory"; what stands deeper than two keys belongs to its parent's row. */
  const keysOf = ({ properties = {} }: Schema): string[] =>
    Object.entries(properties).flatMap(([key, { properties: inner }]) =>
      inner ? Object.keys(inner).map((name) => `${key}.${name}`) : [key],
    );

  test('names exactly the keys of schema.json', () => {
    const named = tableOf('docs/settings.md').flatMap(([cell = '']) => codeOf(cell));
    expect(named.sort()).toEqual(keysOf(JSON.parse(source('schema.json')) as Schema).sort());
  });

  test('names the keys of an environment', () => {
    const schema = JSON.parse(source('schema.json')) as Schema;
    const staging = Object.keys(schema.properties?.environments?.properties?.staging?.properties ?? {});
    const row = tableOf('docs/settings.md').find(([cell]) => cell?.includes('environments.staging'));
    expect(staging.length).toBe(3);
    expect(staging.filter((key) => !row?.[1]?.includes(`\`${key}\``))).toEqual([]);
  });
});

describe('docs/policy.md', () => {
  const rows = tableOf('docs/policy.md');
  const kinds: readonly [Kind, RegExp][] = [
    ['harmless', /^reads, local files/],
    ['schema-change', /nothing destructive/],
    ['administration', /^hosted administration/],
    ['destructive', /: destructive$/],
    ['empties', /^db reset/],
    ['irrecoverable', /^loses what a dump/],
    ['recovery', /^restore, undo/],
    ['freeze', /^freeze, thaw/],
  ];
  const row = (pattern: RegExp) => rows.find(([name = '']) => pattern.test(name)) ?? [];

  test('has a row for every kind of the table and no other', () => {
    expect(kinds.map(([kind]) => kind).sort()).toEqual(Object.keys(policy).sort());
    expect(rows.map(([name = '']) => kinds.filter(([, pattern]) => pattern.test(name)).length)).toEqual(
      rows.map(() => 1),
    );
  });

  /** Whose word a cell names. */
  const who = (cell: string): Signed | null =>
    cell.includes("two people's signatures")
      ? 'two people'
      : cell.includes('the owner or an authorised signature')
        ? 'owner or authorised'
        : /\+.*the owner/.test(cell)
          ? 'owner'
          : null;
  const says = (cell: string, { needs }: Demand) => ({
    passes: [cell === 'pass', needs.length === 0],
    rehearsal: [cell.includes('rehearsal'), needs.includes('rehearsal')],
    backup: [/verified backup|backup of the present state/.test(cell), needs.includes('backup')],
    reason: [cell.includes('reason'), needs.includes('reason')],
    confirmation: [cell.includes('confirmation'), needs.includes('confirmation')],
  });
  const asked = ({ needs }: Demand) => needs.filter((need) => need !== 'owner' && need !== 'second-person');

  test.each(kinds)('the row of %s says what it needs on local', (kind, pattern) => {
    const cell = row(pattern)[1] ?? '';
    // Nothing that is administered is hosted locally; volumes have their own words.
    if (cell === '–') return;
    expect(policy[kind].local.signed).toBe(null);
    for (const [what, [said, needed]] of Object.entries(says(cell, policy[kind].local)))
      if (!(kind === 'irrecoverable' && what === 'backup')) expect([what, said]).toEqual([what, needed]);
  });

  test.each(kinds)('the row of %s says what it needs on staging', (kind, pattern) => {
    const cell = row(pattern)[2] ?? '';
    const { local, staging } = policy[kind];
    expect([cell, who(cell)]).toEqual([cell, staging.signed]);
    if (cell.startsWith('+')) expect(asked(staging)).toEqual(asked(local));
    else
      for (const [what, [said, needed]] of Object.entries(
        says(cell.startsWith('the same') ? (row(pattern)[1] ?? '') : cell, staging),
      ))
        expect([what, said]).toEqual([what, needed]);
  });

  test.each(kinds)('the row of %s says what it needs on production', (kind, pattern) => {
    const cell = row(pattern)[3] ?? '';
    const { staging, production } = policy[kind];
    // Of "…; in an emergency the owner's alone" the first part is the row's.
    expect([cell, who(cell.replace(/; in an emergency.*/, ''))]).toEqual([cell, production.signed]);
    expect([cell, cell === 'pass']).toEqual([cell, production.needs.length === 0]);
    const more = cell.includes('typed confirmation') ? ['confirmation'] : [];
    expect(asked(production)).toEqual([...asked(staging), ...more]);
  });

  test('the emergency is in the row of restore alone', () => {
    expect(emergencyRecovery.signed).toBe('owner');
    expect(rows.filter((cells) => cells.join().includes('emergency')).map(([name]) => name)).toEqual(['restore, undo']);
  });
});

test('docs/words.md has every word of the line once', () => {
  const words = tableOf('docs/words.md').map(([word]) => word);
  const line = [
    'invocation',
    'target',
    'classification',
    'decision',
    'backup',
    'proof',
    'impact',
    'approval',
    'journal',
    'outcome',
  ];
  expect(words.length).toBe(new Set(words).size);
  expect(line.filter((word) => word !== 'classification' && !words.includes(word))).toEqual([]);
});

describe('docs/schedule.md', () => {
  const text = documents.get('docs/schedule.md') ?? '';

  test('has a row for every platform and no other', () => {
    const choices = /--for <platform>[\s\S]*?choices:([^)]*)\)/.exec(helpOf('schedule'))?.[1] ?? '';
    const names = [...choices.matchAll(/"(\w+)"/g)].map((match) => match[1]);
    expect(names.length).toBe(4);
    expect(tableOf('docs/schedule.md').map(([name]) => name)).toEqual(names);
  });

  test('says the times and the duties as they are', () => {
    const { hours } = backupTimes('production') ?? { hours: [] };
    expect(text).toContain(`Production at ${hours.slice(0, -1).join(', ')} and ${hours.at(-1)} o'clock`);
    expect(text).toContain(
      `staging at ${backupTimes('staging')?.hours.join()}, restore tests Sundays at ${testTimes.hours.join()}`,
    );
    expect(testTimes.weekday).toBe(0);
    const every = (kind: string, environment: string) =>
      (duties.find((duty) => duty.kind === kind && duty.environments.join().includes(environment))?.every ?? 0) / 3600;
    expect(text).toContain(`of production every ${every('backup', 'production')} hours and of staging daily`);
    expect([every('backup', 'staging'), every('restore-test', 'local'), every('retention', 'production')]).toEqual([
      24, 168, 720,
    ]);
    // A sixth of each.
    expect(text).toContain('an hour, four hours, 28 hours');
  });
});

test('every decision has context, choice and consequence', () => {
  const decisions = [...documents].filter(([name]) => name.startsWith('docs/decisions/'));
  expect(decisions.length).toBeGreaterThan(5);
  const lacking = decisions.flatMap(([name, text]) =>
    ['Context', 'Choice', 'Consequence']
      .filter((part) => !text.includes(`**${part}.**`))
      .map((part) => `${name}: ${part}`),
  );
  expect(lacking).toEqual([]);
});
