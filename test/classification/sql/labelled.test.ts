import { describe, expect, test } from 'vitest';
import { alters } from './labelled/alters.ts';
import { built } from './labelled/built.ts';
import { code } from './labelled/code.ts';
import { definitions } from './labelled/definitions.ts';
import { drops } from './labelled/drops.ts';
import type { Labelled } from './labelled/labelled.ts';
import { lookAlikes } from './labelled/look-alikes.ts';
import { rows } from './labelled/rows.ts';
import { scripts } from './labelled/scripts.ts';
import { supabase } from './labelled/supabase.ts';
import { transactions } from './labelled/transactions.ts';
import { lint } from './lint.ts';

const groups: Readonly<Record<string, readonly Labelled[]>> = {
  drops,
  alters,
  rows,
  definitions,
  'look-alikes': lookAlikes,
  code,
  built,
  transactions,
  supabase,
  scripts,
};

describe.each(Object.entries(groups))('labelled statements: %s', (_, labelled) => {
  test.each(labelled.map(([sql, ...found]) => ({ sql, found })))('$sql', ({ sql, found }) => {
    const { findings, unparsed } = lint(sql);
    const seen = [...findings.map(({ rule, object }) => `${rule} ${object ?? '-'}`), ...unparsed.map(() => 'unparsed')];
    expect(seen.sort()).toEqual([...found].sort());
  });
});

test('there are 300 labelled statements or more, none twice', () => {
  const all = Object.values(groups).flatMap((group) => group.map(([sql]) => sql));
  expect(all.length).toBeGreaterThanOrEqual(300);
  expect(all.filter((sql, index) => all.indexOf(sql) !== index)).toEqual([]);
});
