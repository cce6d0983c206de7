import { describe, expect, test } from 'vitest';
import { duties, dutiesOf, judge } from '../../src/duties/duties.ts';
import { destructiveRuns, diedRuns, openEmergencies } from '../../src/duties/runs.ts';
import { targetArgument, targetTemplate } from '../../src/duties/target-argument.ts';
import { nextRun, testTimes } from '../../src/duties/times.ts';
import type { Duty, DutyFacts } from '../../src/duties/types.ts';
import { hoursAgo, line, local, now, production, run, staging } from './state.ts';

const hour = 3600;
const nothing: DutyFacts = { backups: [], tests: [], missing: [] };
const dutyOf = (kind: Duty['kind'], environment: 'production' | 'staging' | 'local' = 'production') =>
  dutiesOf(environment, true).find((duty) => duty.kind === kind) as Duty;
const backups = (...hours: (readonly [hours: number, verified: boolean])[]): DutyFacts => ({
  ...nothing,
  backups: hours.map(([each, verified]) => ({ backup: `b${each}`, startedAt: hoursAgo(each), verified })),
});
const tests = (
  oldest: number,
  ...done: (readonly [hours: number, outcome: 'equal' | 'different' | 'not tested'])[]
) => ({
  ...backups([oldest, true]),
  tests: done.map(([hours, outcome]) => ({ backup: 'b', at: hoursAgo(hours), outcome })),
});

test('the duties are those of the written procedure', () => {
  const written = duties.map(({ kind, environments, every }) => [kind, environments.join(), every / hour]);
  expect(written).toEqual([
    ['backup', 'production', 6],
    ['backup', 'staging', 24],
    ['restore-test', 'production,staging,local', 168],
    ['retention', 'production', 720],
  ]);
  expect(dutiesOf('production', false).map(({ kind }) => kind)).toEqual(['backup']);
  expect(dutiesOf('local', false)).toEqual([]);
});

describe('a backup', () => {
  const state = (facts: DutyFacts, environment: 'production' | 'staging' = 'production') =>
    judge(dutyOf('backup', environment), facts, now);

  test.each([
    [0, 'met'],
    [5.99, 'met'],
    [6, 'due'],
    [6.99, 'due'],
    [7, 'overdue'],
    [700, 'overdue'],
  ])('of production that is %s hours old: %s', (hours, expected) => {
    expect(state(backups([hours, true]))).toMatchObject({
      state: expected,
      since: hoursAgo(hours),
      next: hoursAgo(hours - 6),
    });
  });

  test.each([
    [23.99, 'met'],
    [24, 'due'],
    [27.99, 'due'],
    [28, 'overdue'],
  ])('of staging that is %s hours old: %s', (hours, expected) => {
    expect(state(backups([hours, true]), 'staging').state).toBe(expected);
  });

  test('counts only when it was verified', () => {
    expect(state(backups([1, false], [9, true]))).toMatchObject({ state: 'overdue', since: hoursAgo(9) });
    expect(state(backups([1, false]))).toEqual({ state: 'never', since: null, next: null });
    expect(state(nothing)).toEqual({ state: 'never', since: null, next: null });
  });

  test('from the future proves nothing; a clock that is a little ahead does no harm', () => {
    expect(state(backups([-1, true], [9, true]))).toMatchObject({ state: 'overdue', since: hoursAgo(9) });
    expect(state(backups([-0.05, true])).state).toBe('met');
  });
});

describe('a restore test', () => {
  const state = (facts: DutyFacts) => judge(dutyOf('restore-test', 'local'), facts, now);

  test('is first due a week after the oldest backup', () => {
    expect(state(tests(24 * 6))).toEqual({ state: 'met', since: null, next: hoursAgo(-24) });
    expect(state(tests(24 * 7.5)).state).toBe('due');
    expect(state(tests(24 * 9)).state).toBe('never');
  });

  test('counts only when all was equal, and for a week', () => {
    expect(state(tests(900, [10, 'equal'], [2, 'not tested']))).toMatchObject({ state: 'met', since: hoursAgo(10) });
    expect(state(tests(900, [24 * 7.5, 'equal'])).state).toBe('due');
    expect(state(tests(900, [300, 'equal'], [2, 'different'], [1, 'not tested']))).toMatchObject({
      ...{ state: 'overdue', since: hoursAgo(300) },
    });
    expect(state(tests(900, [2, 'different'])).state).toBe('never');
    expect(state(tests(900, [-1, 'equal'])).state).toBe('never');
  });
});

test('backups that a run of the last 30 days needed and that are gone break the duty to keep them', () => {
  const duty = dutyOf('retention');
  expect(judge(duty, backups([1, true], [700, false]), now)).toEqual({
    state: 'met',
    since: hoursAgo(700),
    next: null,
  });
  expect(judge(duty, { ...backups([1, true]), missing: ['b9'] }, now).state).toBe('overdue');
});

describe('runs in the journal', () => {
  test('that were approved and have no outcome died, until another run ended on the same target', () => {
    const dead = run(staging, 5, null);
    expect(diedRuns(dead)).toMatchObject([{ command: 'supabase db reset --linked', by: 'Ann <ann@example.com>' }]);
    expect(diedRuns([...dead, ...run(production, 4, { status: 0 })])).toHaveLength(1);
    expect(diedRuns([...dead, ...run(staging, 4, null)])).toHaveLength(2);
    expect(diedRuns([...dead, ...run(staging, 4, { status: 1 })])).toEqual([]);
    expect(diedRuns([...run(staging, 6, { status: 0 }), ...dead])).toHaveLength(1);
  });

  test('that lost nothing are not among the destructive ones; one that does not say is', () => {
    const journal = ['destroys', 'unknown', 'changes', null].flatMap((effect, at) =>
      run(staging, 9 - at, { status: 0 }, { effect, shown: String(effect) }),
    );
    expect(destructiveRuns(journal).map(({ command }) => command)).toEqual(['destroys', 'unknown', 'null']);
  });

  test('in an emergency are open until they are countersigned, unless nothing changed', () => {
    const lines = run(production, 5, { status: 0, changed: true }, { emergency: true });
    const id = lines[0]?.run ?? '';
    expect(openEmergencies(lines)).toHaveLength(1);
    expect(openEmergencies([...lines, line('note', id, 3, { backup: 'b' })])).toHaveLength(1);
    expect(openEmergencies([...lines, line('note', 'another', 3, { countersigned: true })])).toHaveLength(1);
    expect(openEmergencies([...lines, line('note', id, 3, { countersigned: true })])).toEqual([]);
    expect(openEmergencies(run(production, 5, { status: null, changed: false }, { emergency: true }))).toEqual([]);
    expect(openEmergencies(run(production, 5, null, { emergency: true }))).toHaveLength(1);
    expect(openEmergencies(run(production, 5, { status: 0 }))).toEqual([]);
  });
});

test('a target is named so that --target finds it again, and never with a password', () => {
  expect(targetArgument(local)).toBe('local');
  // Catches: an undo on another database of the local stack that takes `local` for its target.
  const reports = {
    ...local,
    key: `${local.key}/reports`,
    host: '127.0.0.1',
    port: 54322,
    user: 'postgres',
    database: 'reports',
  };
  expect(targetArgument(reports)).toBe('postgresql://postgres@127.0.0.1:54322/reports');
  expect(targetArgument(production)).toBe('tsrqponmlkjihgfedcba');
  expect(targetArgument({ ...staging, user: 'a b@c', database: 'x/y' })).toBe(
    'postgresql://a%20b%40c@staging-db.example.com:5432/x%2Fy',
  );
  expect(targetArgument({ ...staging, host: '::1' })).toBe('postgresql://shop_owner@[::1]:5432/shop');
  expect(targetArgument({ ...staging, user: null })).toBeNull();
  expect(targetTemplate({ ...staging, user: null, port: null, database: null })).toBe(
    'postgresql://USER@staging-db.example.com:PORT/DATABASE',
  );
});

test('the next run is the first after now, today, tomorrow or next week', () => {
  const six = { minute: 0, hours: [18, 0, 6, 12], weekday: null };
  expect(nextRun(six, now)).toEqual(new Date(2026, 10, 26, 6));
  expect(nextRun(six, new Date(2026, 10, 26, 18))).toEqual(new Date(2026, 10, 27, 0));
  expect(nextRun(six, new Date(2026, 11, 31, 18, 0, 1))).toEqual(new Date(2027, 0, 1, 0));
  expect(nextRun(testTimes, now)).toEqual(new Date(2026, 10, 29, 5));
  expect(nextRun(testTimes, new Date(2026, 10, 29, 5))).toEqual(new Date(2026, 11, 6, 5));
});
