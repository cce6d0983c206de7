import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/classification/classify.ts';
import type { Classification, Kind } from '../../src/classification/types.ts';
import { parse } from '../../src/invocation/parse.ts';
import { decide } from '../../src/policy/decide.ts';
import type { Need, People } from '../../src/policy/types.ts';
import type { Environment, Target, TargetKind } from '../../src/target/types.ts';
import { targetIn as target } from './examples.ts';
import { freezes, type Place, situations, whoSuffices } from './stated.ts';

const run = (line: string, to: Target, people: People = situations['the owner, by git alone']) => {
  const invocation = parse(line.split(' '), 'v3');
  return decide({ invocation, classification: classify(invocation), target: to, people });
};
const of = (kind: Kind): Classification => ({
  effect: kind === 'harmless' ? 'reads' : 'destroys',
  kind,
  findings: [],
  safer: null,
});
const decideKind = (kind: Kind, environment: Environment, people: People = situations['the owner, by git alone']) =>
  decide({ invocation: parse(['db', 'push'], 'v3'), classification: of(kind), target: target(environment), people });

describe('what is said', () => {
  const full = 'a verified backup, a rehearsal, a reason, a typed confirmation';
  it.each<[string, Target, keyof typeof situations, string, string]>([
    ['status', target('production'), 'nobody is named', 'pass', 'It only reads.'],
    ['db dump', target('production'), 'nobody is named', 'pass', 'It only writes local files.'],
    [
      'db reset',
      target('local'),
      'nobody is named',
      'guard',
      'On the local stack this needs a verified backup, a rehearsal, a reason and a typed confirmation.',
    ],
    [
      'db reset',
      target('local', { label: '127.0.0.1:54322/other' }),
      'nobody is named',
      'guard',
      '127.0.0.1:54322/other is local: this needs a verified backup, a rehearsal, a reason and a typed confirmation.',
    ],
    [
      'db push',
      target('staging'),
      'the owner, by git alone',
      'guard',
      `stagingref is staging: this needs ${full} and the owner.`,
    ],
    [
      'db push',
      target('staging'),
      'another person, by git alone',
      'refuse',
      `stagingref is staging: this needs ${full} and the owner. The git identity here is not the owner's.`,
    ],
    [
      'db push',
      target('staging'),
      'nobody is named',
      'refuse',
      `stagingref is staging: this needs ${full} and the owner. The settings name no owner.`,
    ],
    [
      'db push',
      target('staging'),
      'another person, two have keys',
      'guard',
      `stagingref is staging: this needs ${full} and the signature of the owner or of another authorised person.`,
    ],
    [
      'db push',
      target('staging'),
      'the owner, and no key counts',
      'refuse',
      `stagingref is staging: this needs ${full} and the signature of the owner or of another authorised person. The committed allowed_signers file holds no usable key.`,
    ],
    [
      'storage rm ss:///a',
      target('staging'),
      'the owner, and only another has a key',
      'refuse',
      'stagingref is staging: this needs a reason, a typed confirmation and the signature of the owner. The committed allowed_signers file holds no usable key of the owner.',
    ],
    [
      'db push',
      target('staging'),
      'a request nobody signed',
      'refuse',
      `stagingref is staging: this needs ${full} and the signature of the owner or of another authorised person. The request is signed by nobody.`,
    ],
    [
      'db push',
      target('production'),
      'the owner, by git alone',
      'refuse',
      `prodref is production: this needs ${full} and the signatures of two different people. There is no committed allowed_signers file that holds the keys of two people.`,
    ],
    [
      'db push',
      target('production'),
      'the owner, alone with a key',
      'refuse',
      `prodref is production: this needs ${full} and the signatures of two different people. The committed allowed_signers file does not hold usable keys of two people.`,
    ],
    [
      'db push',
      target('production'),
      'the owner, two have keys',
      'refuse',
      `prodref is production: this needs ${full} and the signatures of two different people. Nobody has signed a request for it.`,
    ],
    [
      'db push',
      target('production'),
      'a request the owner signed',
      'refuse',
      `prodref is production: this needs ${full} and the signatures of two different people. The request is signed by one person.`,
    ],
    [
      'db push',
      target('production'),
      'a request nobody signed',
      'refuse',
      `prodref is production: this needs ${full} and the signatures of two different people. The request is signed by nobody.`,
    ],
    [
      'db push',
      target('production'),
      'a request two others signed',
      'guard',
      `prodref is production: this needs ${full} and the signatures of two different people.`,
    ],
    [
      'config push',
      target('production'),
      'the owner, by git alone',
      'refuse',
      'prodref is production: this needs a typed confirmation and the signature of the owner. There is no committed allowed_signers file that holds the key of the owner.',
    ],
    [
      'config push',
      target('production'),
      'a request two others signed',
      'refuse',
      'prodref is production: this needs a typed confirmation and the signature of the owner. The request is not signed by the owner.',
    ],
    [
      'config push',
      target('production'),
      'another person, two have keys',
      'refuse',
      "prodref is production: this needs a typed confirmation and the signature of the owner. The git identity here is not the owner's.",
    ],
    [
      'db reset',
      target('production'),
      'a request two signed, one the owner',
      'refuse',
      'A production database is never reset.',
    ],
    [
      'projects delete x',
      target('staging'),
      'a request two signed, one the owner',
      'refuse',
      'A whole project is never deleted through the guard.',
    ],
    [
      'stop --no-backup',
      target('local'),
      'nobody is named',
      'guard',
      'On the local stack this needs a verified backup, a reason and a typed confirmation.',
    ],
    [
      'stop --no-backup --all',
      target('local'),
      'the owner, by git alone',
      'guard',
      'On the local stack this needs a verified backup, a reason and a typed confirmation.',
    ],
    [
      'stop --no-backup --all',
      target('staging'),
      'the owner, by git alone',
      'refuse',
      'It would delete the volumes of every project there, and that is done on a local stack alone.',
    ],
    [
      'db schema declarative generate --reset',
      target('staging'),
      'the owner, by git alone',
      'refuse',
      'It would reset the local database while its target is another one, so the wrong one would be backed up.',
    ],
    [
      'db push',
      target('local', { problem: 'two stacks answer' }),
      'the owner, by git alone',
      'refuse',
      'It is not certain what this would act on: two stacks answer.',
    ],
    [
      'db reset',
      target('none', { kind: 'unknown', problem: 'two stacks answer' }),
      'the owner, by git alone',
      'refuse',
      'It is not certain what this would act on: two stacks answer.',
    ],
    [
      'newthing',
      target('local'),
      'a request two signed, one the owner',
      'refuse',
      'It is not known what this would do, so nothing is done. This command is not known, so it is treated as destructive.',
    ],
    ['projects create x', target('none'), 'nobody is named', 'guard', 'This needs a typed confirmation.'],
  ])('"%s"', (line, to, who, verdict, reason) => {
    expect(run(line, to, situations[who])).toMatchObject({ verdict, reason });
  });
});

describe('a mark in the database', () => {
  const mark = (command: string, environment: Environment, who: keyof typeof situations) =>
    decide({
      invocation: { ...parse(['x'], 'v3'), command },
      classification: { effect: 'changes', kind: 'administration', findings: [], safer: null },
      target: target(environment),
      people: situations[who],
    });
  it.each(['local', 'staging', 'production'] as const)(
    'that makes %s stricter is confirmed by whoever is there',
    (on) => {
      expect(mark('mark production', on, 'nobody is named')).toMatchObject({
        verdict: 'guard',
        needs: ['confirmation'],
      });
    },
  );
  it.each(['mark staging', 'mark remove'])('%s is for anybody on local, for the owner elsewhere', (command) => {
    expect(mark(command, 'local', 'nobody is named')).toMatchObject({ verdict: 'guard', needs: ['confirmation'] });
    expect(mark(command, 'staging', 'another person, by git alone').verdict).toBe('refuse');
    expect(mark(command, 'staging', 'the owner, by git alone').verdict).toBe('guard');
    expect(mark(command, 'production', 'the owner, by git alone').verdict).toBe('refuse');
    expect(mark(command, 'production', 'another person, two have keys')).toMatchObject({
      verdict: 'refuse',
      byRequest: true,
    });
    expect(mark(command, 'production', 'the owner, alone with a key')).toMatchObject({
      verdict: 'guard',
      needs: ['confirmation', 'owner'],
      signed: 'owner',
    });
  });
});

describe('a freeze', () => {
  const freeze = (environment: Environment, who: keyof typeof situations) =>
    decide({
      invocation: { ...parse(['x'], 'v3'), command: 'freeze' },
      classification: of('freeze'),
      target: target(environment),
      people: situations[who],
    });
  const stated: readonly (readonly [Environment, Place])[] = [
    ['local', 'local'],
    ['staging', 'staging'],
    ['production', 'production'],
    ['none', 'production'],
  ];
  it.each(stated)('on %s needs what is stated, whoever is there', (environment, place) => {
    const [, who] = freezes[place].split(' ') as ['C', keyof typeof whoSuffices];
    const answers = whoSuffices[who].replaceAll(' ', '');
    const decided = (Object.keys(situations) as (keyof typeof situations)[]).map((one) => freeze(environment, one));
    expect(decided.map(({ verdict, byRequest }) => (verdict === 'guard' ? 'y' : byRequest ? 'r' : 'n')).join('')).toBe(
      answers,
    );
    expect(decided.map(({ needs }) => needs.join())).toEqual(
      decided.map(() => (who === 'anybody' ? 'confirmation' : 'confirmation,owner')),
    );
  });
});

describe('an emergency', () => {
  const restore = (
    environment: Environment,
    who: keyof typeof situations,
    emergency: boolean,
    kind: Kind = 'recovery',
  ) =>
    decide({
      invocation: { ...parse(['x'], 'v3'), command: 'restore' },
      classification: of(kind),
      target: target(environment),
      people: situations[who],
      emergency,
    });
  it('lets the owner alone put production back, with the key in allowed_signers', () => {
    expect(restore('production', 'the owner, alone with a key', true)).toMatchObject({
      verdict: 'guard',
      signed: 'owner',
      needs: ['backup', 'reason', 'confirmation', 'owner'],
    });
    expect(restore('production', 'the owner, alone with a key', false).verdict).toBe('refuse');
    expect(restore('production', 'the owner, by git alone', true).verdict).toBe('refuse');
    expect(restore('production', 'another person, two have keys', true).verdict).toBe('refuse');
  });
  it('relaxes nothing but putting production back', () => {
    const owner = 'the owner, two have keys';
    expect(restore('production', owner, true, 'empties')).toEqual(restore('production', owner, false, 'empties'));
    for (const on of ['local', 'staging'] as const) expect(restore(on, owner, true)).toEqual(restore(on, owner, false));
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
    'freeze',
  ];
  const anyPeople: fc.Arbitrary<People> = fc.record({
    owner: fc.constantFrom('is-owner', 'not-owner', 'no-owner-named'),
    signers: fc.option(
      fc
        .record({ people: fc.nat(3), ownerHasKey: fc.boolean() })
        .map(({ people, ownerHasKey }) => ({ people, ownerHasKey: ownerHasKey && people > 0 })),
    ),
    request: fc.option(
      fc
        .record({ people: fc.nat(3), owner: fc.boolean() })
        .map(({ people, owner }) => ({ people, owner: owner && people > 0 })),
    ),
  });
  const deciding = fc.record({
    kind: fc.constantFrom(...kinds),
    effect: fc.constantFrom('reads', 'files', 'changes', 'destroys', 'unknown'),
    environment: fc.constantFrom<Environment>('local', 'staging', 'production', 'none'),
    targetKind: fc.constantFrom<TargetKind>('local', 'linked', 'branch', 'url', 'project', 'none', 'unknown'),
    problem: fc.option(fc.constant('why')),
    people: anyPeople,
    emergency: fc.boolean(),
    command: fc.constantFrom(
      'db reset',
      'db push',
      'projects delete',
      'stop',
      'migration down',
      'mark production',
      'mark remove',
    ),
  });
  const decideAny = (any: typeof deciding extends fc.Arbitrary<infer T> ? T : never) =>
    decide({
      invocation: { ...parse(['x'], 'v3'), command: any.command },
      classification: { effect: any.effect as Classification['effect'], kind: any.kind, findings: [], safer: null },
      target: target(any.environment, { kind: any.targetKind, problem: any.problem }),
      people: any.people,
      emergency: any.emergency,
    });
  const always = (check: (any: typeof deciding extends fc.Arbitrary<infer T> ? T : never) => void) =>
    fc.assert(fc.property(deciding, check), { numRuns: 3000 });

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
      if (verdict !== 'guard' || any.kind === 'schema-change' || any.command.startsWith('mark')) return;
      expect(needs).toContain<Need>('confirmation');
      if (['destructive', 'empties', 'recovery'].includes(any.kind)) expect(needs).toContain<Need>('backup');
    });
  });
  const signable = ({ signers, request }: People) => (signers?.people ?? 0) > 0 || (request?.people ?? 0) > 0;
  it('production is never guarded without signers or a signed request, a mark that makes it stricter apart', () => {
    always((any) => {
      if (any.environment === 'production' && any.command !== 'mark production' && !signable(any.people))
        expect(decideAny(any).verdict).not.toBe('guard');
    });
  });
  it('what destroys in production is guarded only with a request that two people signed, an emergency restore apart', () => {
    always((any) => {
      const destroys = ['destructive', 'empties', 'irrecoverable', 'recovery'].includes(any.kind);
      if (any.environment !== 'production' || !destroys || any.command.startsWith('mark')) return;
      if (any.emergency && any.kind === 'recovery') return;
      if (decideAny(any).verdict === 'guard') expect(any.people.request?.people).toBeGreaterThanOrEqual(2);
    });
  });
  it('a reset of production is always refused', () => {
    always((any) => {
      const { kind, environment, command } = any;
      if (command === 'db reset' && environment === 'production' && kind !== 'harmless') {
        expect(decideAny(any).verdict).toBe('refuse');
        expect(decideAny(any).byRequest).toBe(false);
      }
    });
  });
  it('a request is named as the way only where it is missing, and where one of as many people as there are would open it', () => {
    always((any) => {
      const decision = decideAny(any);
      if (!decision.byRequest) return;
      expect([decision.verdict, any.people.request]).toEqual(['refuse', null]);
      const request = { people: any.people.signers?.people ?? 0, owner: any.people.signers?.ownerHasKey === true };
      expect(decideAny({ ...any, people: { ...any.people, request } }).verdict).toBe('guard');
    });
  });
  it('a target with a problem is never guarded', () => {
    always((any) => {
      if (any.problem !== null) expect(decideAny(any).verdict).not.toBe('guard');
    });
  });
  const rank = { refuse: 0, guard: 1, pass: 2 };
  it('less evidence never allows more', () => {
    const less = ({ owner, signers, request }: People): People[] => [
      ...(['not-owner', 'no-owner-named'] as const).map((one) => ({ owner: one, signers, request })),
      ...(signers === null ? [] : [{ owner, request, signers: { people: signers.people, ownerHasKey: false } }]),
      ...(signers === null ? [] : [{ owner, request, signers: { people: 0, ownerHasKey: false } }]),
      ...(request === null ? [] : [{ owner, signers, request: { people: request.people, owner: false } }]),
      ...(request === null ? [] : [{ owner, signers, request: { people: 0, owner: false } }]),
    ];
    always((any) => {
      const full = rank[decideAny(any).verdict];
      for (const people of less(any.people))
        expect(rank[decideAny({ ...any, people }).verdict]).toBeLessThanOrEqual(full);
    });
  });
  it('a stricter environment never allows more', () => {
    const stricter = { local: ['staging', 'production'], staging: ['production'], production: [], none: [] } as const;
    always((any) => {
      for (const environment of stricter[any.environment])
        expect(rank[decideAny({ ...any, environment }).verdict]).toBeLessThanOrEqual(rank[decideAny(any).verdict]);
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
