import { describe, expect, test } from 'vitest';
import { meaningOf, saysMore } from '../../src/classification/meaning.ts';
import type { Lint, SqlFinding } from '../../src/classification/sql/types.ts';
import type { Classification } from '../../src/classification/types.ts';
import type { SqlSource, WhatRuns } from '../../src/target/sql/types.ts';

const unread = { rule: 'sql-not-read', object: null, file: null, line: null, message: 'The SQL was not read.' };
const push: Classification = {
  effect: 'destroys',
  kind: 'destructive',
  findings: [unread],
  safer: 'supabase db push --dry-run',
};
const emptying = { ...unread, rule: 'reset-empties-database', message: 'All is lost.' };
const reset: Classification = { effect: 'destroys', kind: 'empties', findings: [emptying], safer: null };
const drop: SqlFinding = {
  rule: 'drop-table',
  effect: 'destroys',
  object: 'public.users',
  file: 'supabase/migrations/2_b.sql',
  line: 3,
  message: 'Drops table public.users.',
};
const clean: Lint = { findings: [], unparsed: [], onlyReads: false, reaches: [] };
const source = (kind: SqlSource['kind']): SqlSource => ({ file: 'x.sql', kind, version: null, text: '' });
const runs = (what: Partial<WhatRuns>): WhatRuns => ({
  sources: [source('migration')],
  extent: 'exact',
  faults: [],
  stdin: null,
  ...what,
});
const everyFile = 'Every migration and seed file was read: only the database knows which of them are still pending.';

describe('what reading the SQL says', () => {
  test('nothing destructive makes a push a change', () => {
    expect(meaningOf(push, runs({}), clean)).toEqual({
      effect: 'changes',
      kind: 'schema-change',
      findings: [],
      safer: null,
    });
  });

  test('what is worth knowing and loses nothing does not count', () => {
    const findings: SqlFinding[] = [{ ...drop, rule: 'set-not-null', effect: 'changes' }];
    expect(meaningOf(push, runs({}), { ...clean, findings })).toMatchObject({ kind: 'schema-change', findings: [] });
  });

  test('a finding takes the place of "it was not read"', () => {
    expect(meaningOf(push, runs({}), { ...clean, findings: [drop] })).toEqual({ ...push, findings: [drop], notes: [] });
  });

  test('what does not parse is a finding of its own', () => {
    const unparsed = [{ file: 'a.sql', line: 7, message: 'could not be read, treated as destructive: oops' }];
    const found = meaningOf(push, runs({}), { ...clean, unparsed });
    expect(found.effect).toBe('destroys');
    expect(found.findings).toEqual([{ rule: 'unreadable-sql', object: null, ...unparsed[0] }]);
  });

  test('a file that cannot be read is destructive, and named', () => {
    const found = meaningOf(push, runs({ faults: ['supabase/seed.sql is not there'] }), clean);
    expect(found.kind).toBe('destructive');
    expect(found.findings.map(({ message }) => message)).toEqual([
      'supabase/seed.sql is not there, so it is treated as destructive.',
    ]);
  });

  test('a query that only reads is harmless; one that might do more is a change', () => {
    const query = runs({ sources: [source('query')] });
    expect(meaningOf(push, query, { ...clean, onlyReads: true })).toMatchObject({ effect: 'reads', kind: 'harmless' });
    expect(meaningOf(push, query, clean)).toMatchObject({ effect: 'changes', kind: 'schema-change' });
  });

  test('a migration that only reads is still a change, because its history row is written', () => {
    expect(meaningOf(push, runs({}), { ...clean, onlyReads: true }).effect).toBe('changes');
    expect(meaningOf(push, runs({ sources: [] }), { ...clean, onlyReads: true }).effect).toBe('changes');
  });

  test('a query that could not be had is not harmless', () => {
    const nothing = runs({ sources: [], faults: ['standard input is a terminal'] });
    expect(meaningOf(push, nothing, { ...clean, onlyReads: true }).effect).toBe('destroys');
  });

  test('with every file read instead of the pending ones, that is said where it matters', () => {
    const all = runs({ extent: 'all' });
    expect(meaningOf(push, all, { ...clean, findings: [drop] }).notes).toEqual([everyFile]);
    expect(meaningOf(push, all, clean).notes).toBeUndefined();
  });

  test('a reset stays a reset, whatever its migrations hold', () => {
    expect(meaningOf(reset, runs({}), clean)).toEqual({ ...reset, notes: [] });
    expect(meaningOf(reset, runs({}), { ...clean, findings: [drop] }).findings).toEqual([emptying, drop]);
  });
});

test('reading says more only where the name alone says nothing of the SQL', () => {
  expect(saysMore(push)).toBe(true);
  expect(saysMore(reset)).toBe(false);
  expect(saysMore({ effect: 'reads', kind: 'harmless', findings: [], safer: null })).toBe(false);
});
