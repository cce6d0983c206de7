import { describe, expect, test } from 'vitest';
import { gateProblem, type Wanted } from '../../src/checklists/gate.ts';
import { checklists } from '../../src/checklists/items.ts';
import type { Checked, Recorded } from '../../src/checklists/types.ts';
import { commit, file, migrations, now, record } from './facts.ts';

const wanted: Wanted = {
  ...{ kind: 'production', target: 'abcdefghijklmnopqrst', commit, migrations, now },
  command: 'permahub checklist production --target abcdefghijklmnopqrst',
};
const items = (more: Partial<Checked> = {}, only?: string): Checked[] =>
  checklists.production.items.map(({ id, words }) => ({
    ...{ id, words, by: 'person', state: 'done', how: 'answered yes', detail: [], who: 'Ann', at: now.toISOString() },
    ...(only === undefined || only === id ? more : {}),
  }));
const whole = record('production', items());
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const hours24 = 24 * 3600 * 1000;

describe('a recorded checklist opens the way', () => {
  test.each<[string, Recorded, Partial<Wanted>]>([
    ['complete, of this target, commit and migrations', whole, {}],
    ['24 hours old', whole, { now: later(hours24) }],
    ['for more migrations than those that are still pending', whole, { migrations: {} }],
  ])('that is %s', (_, of, more) => {
    expect(gateProblem(of, { ...wanted, ...more })).toBeNull();
  });

  const of = `The checklist "Before Production Deployment" of ${now.toISOString()}`;
  const type = 'A person goes through it with `permahub checklist production --target abcdefghijklmnopqrst`.';
  const other = 'supabase/migrations/20251115_b.sql';
  // Catches: each way in which a checklist for something else could open the way.
  test.each<[string, Recorded | null, Partial<Wanted>, string]>([
    [
      'none',
      null,
      {},
      'The checklist "Before Production Deployment" is required here, and nobody has gone through it.',
    ],
    ['another kind', record('reset', items()), {}, `${of} is another one (reset).`],
    ['another target', whole, { target: 'zyx' }, `${of} is for abcdefghijklmnopqrst, not for zyx.`],
    ['another commit', whole, { commit: '05b546b0' }, `${of} is for commit f498a53, and this is commit 05b546b.`],
    ['no commit', whole, { commit: null }, `${of} is for commit f498a53, and this is no commit.`],
    ['a further migration', whole, { migrations: { ...migrations, [other]: 'b' } }, `${of} does not cover ${other}.`],
    ['a migration that changed', whole, { migrations: { [file]: 'b'.repeat(64) } }, `${of} does not cover ${file}.`],
    [
      'an open line',
      record('production', items({ state: 'open' }, 'window')),
      {},
      `${of} is not complete: 1 line ("Database maintenance window scheduled") not done.`,
    ],
    [
      'a line that is not so',
      record('production', items({ state: 'failed' }, 'rollback')),
      {},
      `${of} is not complete: 1 line ("Rollback procedure documented and tested") not done.`,
    ],
    [
      'a line left out',
      record('production', items().slice(1)),
      {},
      `${of} is not complete: 1 line ("All migrations tested on local database") not done.`,
    ],
    [
      'a line with other words',
      record('production', items({ words: 'Nothing to see' }, 'monitoring')),
      {},
      `${of} is not complete: 1 line ("Monitoring alerts configured") not done.`,
    ],
    ['older than 24 hours', whole, { now: later(hours24 + 1) }, `${of} holds for 24 hours, and they are over.`],
    [
      'an answer older than 24 hours',
      record('production', items({ at: '2025-11-13T14:59:59.000Z' }, 'window')),
      {},
      `${of} holds for 24 hours, and they are over.`,
    ],
    [
      'a time that is none',
      record('production', items({ at: 'x' })),
      {},
      `${of} holds for 24 hours, and they are over.`,
    ],
    ['from the future', whole, { now: later(-3600_000) }, `${of} is in the future by this clock.`],
  ])('not with %s', (_, found, more, why) => {
    expect(gateProblem(found, { ...wanted, ...more })).toBe(`${why} ${type}`);
  });
});
