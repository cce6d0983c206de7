import { expect, test } from 'vitest';
import { dueForTest, newestGood } from '../../src/duties/weekly.ts';
import { backup, hoursAgo, now, production, test as restored, staging } from './state.ts';

const aged = (target: typeof production, hours: number) =>
  backup(target, hours, { proof: { at: hoursAgo(hours), unverified: [] } as never });
const kept = [aged(production, 2), aged(staging, 30), aged(production, 200), aged(production, 300), aged(staging, 400)];
const names = (list: readonly { backup: string }[]) => list.map(({ backup: name }) => name);
const [newest, other, week, older, oldest] = kept as [
  ReturnType<typeof aged>,
  ReturnType<typeof aged>,
  ReturnType<typeof aged>,
  ReturnType<typeof aged>,
  ReturnType<typeof aged>,
];

test('what was never restored since a week is due, and the newest of each target always', () => {
  expect(names(dueForTest(kept, [], now))).toEqual(names(kept));
  expect(names(dueForTest(kept, [restored(week, 3), restored(older, 169)], now))).toEqual(
    names([newest, other, older, oldest]),
  );
});

// Catches: a timer that starts minutes earlier than last week and leaves everything out for another week.
test('what was restored by the timer of last week is due at that of this week, even if it comes early', () => {
  expect(
    names(
      dueForTest(
        kept,
        kept.map((each) => restored(each, 167.9)),
        now,
      ),
    ),
  ).toEqual(names(kept));
  expect(
    names(
      dueForTest(
        kept,
        kept.map((each) => restored(each, 150)),
        now,
      ),
    ),
  ).toEqual(names([newest, other]));
});

// Catches: a test that found it different, or could not be made, that counts as if it had gone well, or the other way.
test('a test that could not be made is none; one that found a difference is one', () => {
  const tests = [restored(week, 3, 'not tested'), restored(older, 3, 'different')];
  expect(names(dueForTest(kept, tests, now))).toEqual(names([newest, other, week, oldest]));
});

test('an unproven backup is due', () => {
  const bare = { ...week, proof: null };
  expect(names(dueForTest([newest, bare], [], now))).toEqual(names([newest, bare]));
});

test('the newest good one is proven and was not found different since; a later sound test makes it good again', () => {
  const good = (tests: Parameters<typeof newestGood>[1]) => newestGood(kept, tests).map((each) => each.good?.backup);
  expect(good([])).toEqual([newest.backup, other.backup]);
  expect(good([restored(newest, 1, 'different')])).toEqual([week.backup, other.backup]);
  expect(good([restored(newest, 2, 'different'), restored(newest, 1)])).toEqual([newest.backup, other.backup]);
  expect(good([restored(newest, 2, 'different'), restored(newest, 1, 'not tested')])).toEqual([
    week.backup,
    other.backup,
  ]);
  expect(newestGood([{ ...newest, proof: null }], [])).toEqual([{ key: production.key, good: null, at: null }]);
});
