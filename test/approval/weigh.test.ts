import { describe, expect, test } from 'vitest';
import { type Weighing, weigh } from '../../src/approval/weigh.ts';
import type { Classification } from '../../src/classification/types.ts';
import type { Decision, Need } from '../../src/policy/types.ts';
import type { Rehearsed } from '../../src/rehearsal/types.ts';

const guarded = (...needs: readonly Need[]): Decision => ({
  verdict: 'guard',
  reason: 'It needs that.',
  needs,
  signed: null,
  byRequest: false,
});
const asked = guarded('backup', 'rehearsal', 'reason', 'confirmation');
const unasked = guarded('backup', 'rehearsal');
const destroys: Classification = { effect: 'destroys', kind: 'destructive', findings: [], safer: null };
const changes: Classification = { effect: 'changes', kind: 'schema-change', findings: [], safer: null };
const empties: Classification = { ...destroys, kind: 'empties' };

const impact: Rehearsed = {
  kind: 'rehearsed',
  status: 0,
  signal: null,
  failure: null,
  lacking: [],
  diff: { tables: [], columns: [], sequences: [], objects: [], largeObjectsGone: 0, rowsAfter: {} },
  scratch: 'a scratch PostgreSQL 15.18 (native)',
  seconds: 2,
};
const none = {
  rowsGone: 0,
  rowsChanged: 0,
  tablesDropped: [],
  valuesLost: 0,
  objectsLost: [],
  largeObjectsGone: 0,
  nothingLost: true,
};
const failure = { file: 'supabase/migrations/2_b.sql', line: 3, statement: null, message: 'column "y" does not exist' };

const base: Weighing = {
  command: 'db push',
  environment: 'local',
  classification: destroys,
  decision: asked,
  ifDestructive: asked,
  impact,
  loss: none,
  rowLimit: 10,
  atTerminal: true,
};
const weighed = (of: Partial<Weighing>) => weigh({ ...base, ...of });
const unsigned = { signed: null, byRequest: false };
const same = (decision: Decision) => ({
  ...unsigned,
  needs: decision.needs,
  signed: decision.signed,
  why: null,
  refusal: null,
});

describe('the rehearsal decides what is asked', () => {
  const spared = (why: string) => ({ ...unsigned, needs: ['backup', 'rehearsal'], why, refusal: null });
  test.each(['db push', 'migration up', 'db query'])(
    '%s that destroyed nothing on the copy is not asked about',
    (command) => {
      expect(weighed({ command })).toEqual(spared('rehearsed on the restored copy, nothing is lost'));
    },
  );

  test.each(['db reset', 'migration down', 'migration repair'])('%s is always asked about', (command) => {
    expect(weighed({ command })).toEqual(same(asked));
  });

  test('ten changed rows are spared the question, eleven are not', () => {
    expect(weighed({ loss: { ...none, rowsChanged: 10 } })).toEqual(
      spared('rehearsed on the restored copy, only 10 rows changed'),
    );
    expect(weighed({ loss: { ...none, rowsChanged: 11 } })).toEqual(same(asked));
    expect(weighed({ loss: { ...none, rowsChanged: 3 }, rowLimit: 2 })).toEqual(same(asked));
  });

  test('a row gone is a loss to a push, and up to ten are none to a query', () => {
    const loss = { ...none, rowsGone: 10, nothingLost: false };
    expect(weighed({ loss })).toEqual(same(asked));
    expect(weighed({ loss, command: 'db query' })).toEqual(spared('rehearsed on the restored copy, only 10 rows gone'));
    expect(weighed({ loss: { ...loss, rowsGone: 11 }, command: 'db query' })).toEqual(same(asked));
    expect(weighed({ loss: { ...loss, rowsChanged: 1 }, command: 'db query' })).toEqual(same(asked));
  });

  test('a dropped object or a lost value is asked about, however few rows go', () => {
    expect(weighed({ loss: { ...none, objectsLost: ['view public.v'] } })).toEqual(same(asked));
    expect(weighed({ loss: { ...none, valuesLost: 1 } })).toEqual(same(asked));
  });

  test('nobody is spared the question elsewhere than local, or without a terminal', () => {
    const owner: Decision = {
      ...guarded('backup', 'rehearsal', 'reason', 'confirmation', 'owner'),
      signed: 'owner or authorised',
    };
    expect(weighed({ environment: 'staging', decision: owner })).toEqual(same(owner));
    expect(weighed({ environment: 'production' })).toEqual(same(asked));
    expect(weighed({ atTerminal: false })).toEqual(same(asked));
  });

  test('what looks harmless and destroys on the copy becomes destructive', () => {
    const loss = { ...none, rowsGone: 41, rowsChanged: 2, valuesLost: 1, objectsLost: ['view public.v'] };
    const why =
      'Its SQL looks harmless, but on the restored copy it destroyed: 41 rows gone, 2 rows changed, 1 value lost, 1 object dropped.';
    const harmless = { classification: changes, decision: unasked, loss };
    expect(weighed(harmless)).toEqual({ ...unsigned, needs: asked.needs, why, refusal: null });
    const owned: Decision = { ...asked, signed: 'owner' };
    expect(weighed({ ...harmless, ifDestructive: owned })).toMatchObject({ signed: 'owner' });
    const forbidden: Decision = {
      ...guarded(),
      verdict: 'refuse',
      reason: 'That needs two people.',
      signed: 'two people',
      byRequest: true,
    };
    expect(weighed({ ...harmless, ifDestructive: forbidden })).toEqual({
      needs: [],
      signed: null,
      why,
      refusal: `${why} That needs two people.`,
      byRequest: true,
    });
  });

  test('what looks harmless and is harmless stays unasked, in a script too', () => {
    const harmless = { classification: changes, decision: unasked };
    expect(weighed(harmless)).toEqual(same(unasked));
    expect(weighed({ ...harmless, atTerminal: false })).toEqual(same(unasked));
  });
});

describe('a rehearsal that fails', () => {
  const failed: Rehearsed = { ...impact, status: 1, failure: { cause: 'own', ...failure } };

  test('is refused with the place and the words of PostgreSQL', () => {
    expect(weighed({ impact: failed })).toEqual({
      ...unsigned,
      needs: [],
      why: null,
      refusal:
        'It was run on a restored copy of the database first, and fails there: supabase/migrations/2_b.sql:3: column "y" does not exist. Mend it, then run it again.',
    });
  });

  test('is refused without a place where the CLI named none', () => {
    const nowhere: Rehearsed = {
      ...impact,
      failure: { ...failure, cause: 'own', file: null, line: null, message: 'No.' },
    };
    expect(weighed({ impact: nowhere }).refusal).toBe(
      'It was run on a restored copy of the database first, and fails there: No. Mend it, then run it again.',
    );
  });

  test('does not stop a reset, where it is part of what is confirmed', () => {
    expect(weighed({ impact: failed, command: 'db reset', classification: empties })).toEqual(same(asked));
  });

  test('for want of something on the scratch server is confirmed by a person, never refused for it', () => {
    const lacking: Rehearsed = { ...impact, status: 1, failure: { cause: 'lacking', ...failure } };
    expect(weighed({ impact: lacking })).toEqual(same(asked));
    expect(weighed({ impact: lacking, classification: changes, decision: unasked })).toEqual({
      ...unsigned,
      needs: ['backup', 'rehearsal', 'confirmation'],
      why: 'A part of it could not be rehearsed, so it is asked about.',
      refusal: null,
    });
    const part: Rehearsed = { ...impact, lacking: ['the extension vault'] };
    expect(weighed({ impact: part }).needs).toContain('confirmation');
  });
});

describe('what was not rehearsed', () => {
  const unseen = { impact: { kind: 'not-rehearsed', reason: 'it needs Docker' } as const, loss: null };

  test('is never counted as harmless', () => {
    expect(weighed({ ...unseen, classification: changes, decision: unasked })).toEqual({
      ...unsigned,
      needs: ['backup', 'rehearsal', 'confirmation'],
      why: 'It could not be rehearsed, so it is asked about.',
      refusal: null,
    });
    expect(weighed(unseen)).toEqual(same(asked));
  });

  test('because the policy asks for no rehearsal changes nothing', () => {
    const restoring = guarded('backup', 'reason', 'confirmation');
    expect(weighed({ ...unseen, decision: restoring })).toEqual(same(restoring));
  });
});
