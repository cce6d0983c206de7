import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/classification/classify.ts';
import type { Classification, Kind } from '../../src/classification/types.ts';
import { parse } from '../../src/invocation/parse.ts';
import { type Deciding, decide } from '../../src/policy/decide.ts';
import type { Need } from '../../src/policy/types.ts';
import type { Environment, Target, TargetKind } from '../../src/target/types.ts';

const label = { local: 'local', staging: 'stagingref', production: 'prodref', none: 'none' };
function target(environment: Environment, more: Partial<Target> = {}): Target {
  const kind: TargetKind = environment === 'local' ? 'local' : environment === 'none' ? 'none' : 'linked';
  return {
    kind,
    environment,
    label: label[environment],
    host: null,
    port: null,
    database: null,
    user: null,
    projectRef: null,
    projectId: null,
    key: environment,
    isLocalStack: environment === 'local',
    projectFolder: null,
    problem: null,
    notes: [],
    ...more,
  };
}
const run = (line: string, to: Target, owner: Deciding['owner'] = 'is-owner') => {
  const invocation = parse(line.split(' '), 'v3');
  return decide({ invocation, classification: classify(invocation), target: to, owner });
};
const of = (kind: Kind): Classification => ({
  effect: kind === 'harmless' ? 'reads' : 'destroys',
  kind,
  findings: [],
  safer: null,
});
const decideKind = (kind: Kind, environment: Environment, owner: Deciding['owner'] = 'is-owner') =>
  decide({ invocation: parse(['db', 'push'], 'v3'), classification: of(kind), target: target(environment), owner });

const full = 'backup rehearsal reason confirmation';
describe('the whole table for the owner', () => {
  it.each<[Kind, Environment, string, string]>([
    ['harmless', 'local', 'pass', ''],
    ['harmless', 'staging', 'pass', ''],
    ['harmless', 'production', 'pass', ''],
    ['harmless', 'none', 'pass', ''],
    ['schema-change', 'local', 'guard', 'backup rehearsal'],
    ['schema-change', 'staging', 'guard', 'backup rehearsal'],
    ['schema-change', 'production', 'refuse', 'backup rehearsal confirmation owner'],
    ['schema-change', 'none', 'refuse', 'backup rehearsal confirmation owner'],
    ['administration', 'local', 'guard', 'confirmation'],
    ['administration', 'staging', 'guard', 'confirmation'],
    ['administration', 'production', 'refuse', 'confirmation owner'],
    ['administration', 'none', 'guard', 'confirmation'],
    ['destructive', 'local', 'guard', full],
    ['destructive', 'staging', 'guard', `${full} owner`],
    ['destructive', 'production', 'refuse', `${full} owner second-person`],
    ['destructive', 'none', 'refuse', `${full} owner second-person`],
    ['empties', 'local', 'guard', full],
    ['empties', 'staging', 'guard', `${full} owner`],
    ['empties', 'production', 'refuse', `${full} owner second-person`],
    ['empties', 'none', 'refuse', `${full} owner second-person`],
    ['irrecoverable', 'local', 'guard', 'reason confirmation'],
    ['irrecoverable', 'staging', 'guard', 'reason confirmation owner'],
    ['irrecoverable', 'production', 'refuse', 'reason confirmation owner second-person'],
    ['irrecoverable', 'none', 'refuse', 'reason confirmation owner second-person'],
    ['recovery', 'local', 'guard', 'backup reason confirmation'],
    ['recovery', 'staging', 'guard', 'backup reason confirmation owner'],
    ['recovery', 'production', 'refuse', 'backup reason confirmation owner second-person'],
    ['recovery', 'none', 'refuse', 'backup reason confirmation owner second-person'],
  ])('%s on %s: %s', (kind, environment, verdict, needs) => {
    const decision = decideKind(kind, environment);
    expect([decision.verdict, decision.needs.join(' ')]).toEqual([verdict, needs]);
  });
});

describe('what is said', () => {
  it.each<[string, Target, Deciding['owner'], string, string]>([
    ['status', target('production'), 'not-owner', 'pass', 'It only reads.'],
    ['db dump', target('production'), 'not-owner', 'pass', 'It only writes local files.'],
    [
      'db reset',
      target('local'),
      'no-owner-named',
      'guard',
      'On the local stack this needs a verified backup, a rehearsal, a reason and a typed confirmation.',
    ],
    [
      'db push',
      target('staging'),
      'is-owner',
      'guard',
      'stagingref is staging: this needs a verified backup, a rehearsal, a reason, a typed confirmation and the owner.',
    ],
    [
      'db push',
      target('staging'),
      'not-owner',
      'refuse',
      "stagingref is staging: this needs the owner, and the git identity here is not the owner's.",
    ],
    [
      'db push',
      target('staging'),
      'no-owner-named',
      'refuse',
      'stagingref is staging: this needs the owner, and the settings name none.',
    ],
    [
      'db push',
      target('production'),
      'is-owner',
      'refuse',
      'prodref is production: this needs a verified backup, a rehearsal, a reason, a typed confirmation and the signatures of two different people. This version cannot collect signatures yet.',
    ],
    [
      'config push',
      target('production'),
      'is-owner',
      'refuse',
      'prodref is production: this needs a typed confirmation and the signature of the owner. This version cannot collect signatures yet.',
    ],
    ['db reset', target('production'), 'is-owner', 'refuse', 'A production database is never reset.'],
    [
      'projects delete x',
      target('staging'),
      'is-owner',
      'refuse',
      'A whole project is never deleted through the guard.',
    ],
    [
      'stop --no-backup',
      target('local'),
      'is-owner',
      'guard',
      'On the local stack this needs a verified backup, a reason and a typed confirmation.',
    ],
    [
      'stop --no-backup --all',
      target('local'),
      'is-owner',
      'refuse',
      'It would delete the volumes of every project on this machine, and only this project can be backed up.',
    ],
    [
      'db schema declarative generate --reset',
      target('staging'),
      'is-owner',
      'refuse',
      'It would reset the local database while its target is another one, so the wrong one would be backed up.',
    ],
    [
      'db push',
      target('local', { problem: 'two stacks answer' }),
      'is-owner',
      'refuse',
      'It is not certain what this would act on: two stacks answer.',
    ],
    [
      'db reset',
      target('none', { kind: 'unknown', problem: 'two stacks answer' }),
      'is-owner',
      'refuse',
      'It is not certain what this would act on: two stacks answer.',
    ],
    [
      'newthing',
      target('local'),
      'is-owner',
      'refuse',
      'It is not known what this would do, so nothing is done. This command is not known, so it is treated as destructive.',
    ],
    ['projects create x', target('none'), 'not-owner', 'guard', 'This needs a typed confirmation.'],
  ])('"%s"', (line, to, owner, verdict, reason) => {
    expect(run(line, to, owner)).toMatchObject({ verdict, reason });
  });
});

describe('for any input', () => {
  const kinds: readonly Kind[] = [
    'harmless',
    'schema-change',
    'administration',
    'destructive',
    'empties',
    'irrecoverable',
    'recovery',
  ];
  const deciding = fc.record({
    kind: fc.constantFrom(...kinds),
    effect: fc.constantFrom('reads', 'files', 'changes', 'destroys', 'unknown'),
    environment: fc.constantFrom<Environment>('local', 'staging', 'production', 'none'),
    targetKind: fc.constantFrom<TargetKind>('local', 'linked', 'branch', 'url', 'project', 'none', 'unknown'),
    problem: fc.option(fc.constant('why')),
    owner: fc.constantFrom<Deciding['owner']>('is-owner', 'not-owner', 'no-owner-named'),
    command: fc.constantFrom('db reset', 'db push', 'projects delete', 'stop', 'migration down'),
  });
  const decideAny = (any: typeof deciding extends fc.Arbitrary<infer T> ? T : never) =>
    decide({
      invocation: parse(any.command.split(' '), 'v3'),
      classification: { effect: any.effect as Classification['effect'], kind: any.kind, findings: [], safer: null },
      target: target(any.environment, { kind: any.targetKind, problem: any.problem }),
      owner: any.owner,
    });
  const always = (check: (any: typeof deciding extends fc.Arbitrary<infer T> ? T : never) => void) =>
    fc.assert(fc.property(deciding, check), { numRuns: 1000 });

  it('unknown never passes and is never guarded', () => {
    always((any) => {
      if (any.effect === 'unknown') expect(decideAny(any).verdict).toBe('refuse');
    });
  });
  it('only the harmless passes', () => {
    always((any) => {
      if (decideAny(any).verdict === 'pass') expect(any.kind).toBe('harmless');
    });
  });
  it('what loses something is never guarded without a typed confirmation, and database loss not without a backup', () => {
    always((any) => {
      const { verdict, needs } = decideAny(any);
      if (verdict !== 'guard' || any.kind === 'schema-change') return;
      expect(needs).toContain<Need>('confirmation');
      if (['destructive', 'empties', 'recovery'].includes(any.kind)) expect(needs).toContain<Need>('backup');
    });
  });
  it('production is never guarded while signatures cannot be collected', () => {
    always((any) => {
      if (any.environment === 'production') expect(decideAny(any).verdict).not.toBe('guard');
    });
  });
  it('a target with a problem is never guarded', () => {
    always((any) => {
      if (any.problem !== null) expect(decideAny(any).verdict).not.toBe('guard');
    });
  });
  it('not being the owner never allows more', () => {
    always((any) => {
      const rank = { refuse: 0, guard: 1, pass: 2 };
      expect(rank[decideAny(any).verdict]).toBeLessThanOrEqual(rank[decideAny({ ...any, owner: 'is-owner' }).verdict]);
    });
  });
  it('staging never asks for less than local, nor production for less than staging', () => {
    for (const kind of kinds) {
      const [local, staging, production] = (['local', 'staging', 'production'] as const).map(
        (one) => decideKind(kind, one).needs,
      );
      for (const need of local ?? []) expect(staging).toContain(need);
      for (const need of staging ?? []) expect(production).toContain(need);
    }
  });
});
