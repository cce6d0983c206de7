import { describe, expect, test } from 'vitest';
import { faultOf, questionFor, standingOf } from '../../src/checklists/answers.ts';
import { checklists } from '../../src/checklists/items.ts';
import { parseRecord, recordName, recordText } from '../../src/checklists/record.ts';
import { answered, missing, stateOf } from '../../src/checklists/state.ts';
import { commit, facts, now, record } from './facts.ts';

const yes = { by: { person: 'yes or words' } } as const;
const words = { by: { person: 'words' } } as const;
const { reset, production } = checklists;
const who = 'Ann <ann@example.com>';
const at = now.toISOString();

// Catches: a nod that documents nothing, or rubbish kept as evidence.
test.each([
  [yes, 'yes', 'done', 'answered yes'],
  [yes, ' YES ', 'done', 'answered yes'],
  [yes, 'Saturday 22:00 UTC', 'done', 'Saturday 22:00 UTC'],
  [yes, 'no', 'failed', 'answered no'],
  [yes, '', 'open', 'a person answers this'],
  [yes, 'y', 'open', 'a person answers this'],
  [yes, '???', 'open', 'a person answers this'],
  [words, 'yes', 'open', 'a person answers this'],
  [words, 'No', 'failed', 'answered no'],
  [words, 'Old test\u001b[2J data\u202e', 'done', 'Old test data'],
  [words, 'x'.repeat(301), 'open', 'a person answers this'],
])('%j answered with %j is %s', (item, typed, state, how) => {
  expect(standingOf(item, typed)).toEqual({ state, how, detail: [] });
  if (state !== 'open') expect(faultOf(item, typed)).toBeNull();
});

test('a question holds the whole words of its line and says what can be typed', () => {
  expect(questionFor({ words: 'Stakeholders notified', ...yes })).toBe('Stakeholders notified (yes, no or words)');
  expect(questionFor({ words: 'Documented reason for reset', ...words })).toBe(
    'Documented reason for reset (in words)',
  );
});

describe('the state of a checklist', () => {
  const fresh = stateOf(reset, facts(), null);
  const all = reset.items
    .filter(({ by }) => 'person' in by)
    .reduce((state, { id }) => answered(reset, state, { id, typed: 'asked in the team', who, at }), fresh);

  test('leaves open what only a person can say', () => {
    expect(missing(fresh).map(({ id, state, by }) => [id, state, by])).toEqual(
      ['reason', 'necessary', 'no-alternative', 'owner', 'notified'].map((id) => [id, 'open', 'person']),
    );
    expect(missing(all)).toEqual([]);
    expect(all.find(({ id }) => id === 'owner')).toMatchObject({ how: 'asked in the team', who, at, by: 'person' });
  });

  test('asks a person for what the machine cannot tell here', () => {
    const open = stateOf(production, facts({ pointInTime: { kind: 'unknown', why: 'no login' } }), null);
    expect(open.find(({ id }) => id === 'point-in-time')).toMatchObject({ state: 'open', by: 'person' });
    const told = answered(production, open, { id: 'point-in-time', typed: 'yes', who, at });
    expect(told.find(({ id }) => id === 'point-in-time')).toMatchObject({ state: 'done', who });
  });

  // Catches: yesterday's answers, or those about other migrations, taken for today's.
  test.each([
    ['the same', {}, {}, 0],
    ['another commit', { commit: '0'.repeat(40) }, {}, 5],
    ['another target', { target: 'another' }, {}, 5],
    ['other migrations', { migrations: {} }, {}, 5],
    ['answers of the day before', {}, { at: '2025-11-13T14:59:59.000Z' }, 5],
    ['answers of tomorrow', {}, { at: '2025-11-15T15:00:00.000Z' }, 5],
    ['an answer to other words', {}, { words: 'Something else' }, 5],
    ['a no', {}, { state: 'failed' as const }, 5],
  ])('keeps earlier answers only where nothing they were about changed: %s', (_, of, item, open) => {
    const earlier = record(
      'reset',
      all.map((one) => ({ ...one, ...item })),
      of,
    );
    expect(missing(stateOf(reset, facts(), earlier))).toHaveLength(open);
  });

  test('looks anew at what a machine can see, whatever was recorded', () => {
    const now = stateOf(reset, facts({ backups: [] }), record('reset', all));
    expect(missing(now).map(({ id }) => id)).toEqual(['backup-made', 'backup-verified']);
  });

  test('is read back from its file exactly, and nothing else is', () => {
    const kept = record('reset', all);
    expect(recordName(kept)).toBe('reset_20251114T150000000Z.json');
    expect(parseRecord(recordText(kept))).toEqual(kept);
    expect(parseRecord(JSON.stringify(kept, null, 1))).toBeNull();
    expect(parseRecord('{')).toBeNull();
    expect(parseRecord('null\n')).toBeNull();
    expect(parseRecord(recordText({ ...kept, checklist: 'toString' as 'reset' }))).toBeNull();
    expect(parseRecord(recordText({ ...kept, commit: 1 as unknown as string }))).toBeNull();
    expect(parseRecord(recordText({ ...kept, items: [{}] as unknown as typeof all }))).toBeNull();
    expect(commit).toBe(kept.commit);
  });
});
