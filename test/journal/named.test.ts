import { expect, test } from 'vitest';
import { namedBackups } from '../../src/journal/named.ts';
import type { ChainLine } from '../../src/journal/types.ts';

const line = (kind: ChainLine['kind'], run: string, at: string, facts: ChainLine['facts'], text = ''): ChainLine => ({
  ...{ schema: 1, seq: Number(run), kind, at, run, text, textAt: 0, facts, previous: '', hash: '' },
});
const since = Date.parse('2026-05-02T00:00:00Z');
const a = 'backup_20260401_090000_pre-reset';

test.each<[string, ChainLine[], string[]]>([
  ['a fact of a recent run', [line('intent', '1', '2026-05-03T00:00:00Z', { backup: a })], [a]],
  ['the moment itself', [line('refusal', '1', '2026-05-02T00:00:00.000Z', { why: `${a} is old` })], [a]],
  [
    'an old run that ended',
    [line('intent', '1', '2026-05-01T00:00:00Z', { backup: a }), line('outcome', '1', '2026-05-01T00:00:00Z', {})],
    [],
  ],
  ['an old run without an outcome', [line('intent', '1', '2020-01-01T00:00:00Z', { backup: a })], [a]],
  ['a note, deep in its facts', [line('note', '1', '2026-05-03T00:00:00Z', { x: [{ y: `/b/${a}_full.sql` }] })], [a]],
  ['the text for people', [line('refusal', '1', '2026-05-03T00:00:00Z', {}, `Restore of ${a}.`)], [a]],
  ['a time nobody can read', [line('refusal', '1', 'yesterday', { backup: a })], [a]],
])('backups are named by %s', (_, lines, expected) => {
  expect([...namedBackups(lines, since)].filter((name) => !name.endsWith('_full'))).toEqual(expected);
});
