import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksNothing, forwardedArgv } from '../../src/action/argv.ts';
import type { Era } from '../../src/cli/types.ts';
import { parse } from '../../src/invocation/parse.ts';

const forwarded = (line: string, approved: boolean, era: Era = 'v3') =>
  forwardedArgv(parse(line.split(' '), era), approved).join(' ');

describe('what is forwarded', () => {
  it.each([
    ['db reset', 'db reset --yes'],
    ['db reset --no-seed', 'db reset --no-seed --yes'],
    ['db push --destructive', 'db push --yes'],
    ['db push --remote', 'db push --remote --yes'],
    ['migrations up --', 'migrations up --yes --'],
    ['migration repair --status reverted -- 1', 'migration repair --status reverted --yes -- 1'],
    ['migration down --last 1', 'migration down --last 1 --yes'],
    ['db reset --yes', 'db reset --yes'],
    ['db reset --yes=false', 'db reset --yes=false'],
    ['--yes no db reset', '--yes no db reset'],
    ['db reset --no-yes', 'db reset --no-yes'],
    ['db query x', 'db query x'],
    ['seed buckets', 'seed buckets'],
    ['secrets unset A', 'secrets unset A'],
    ['bootstrap', 'bootstrap'],
    ['storage rm ss:///a', 'storage rm ss:///a'],
  ])('"%s" becomes "%s" after approval', (line, after) => {
    expect(forwarded(line, true)).toBe(after);
    expect(forwarded(line, true, 'v2')).toBe(line.includes('--remote') ? 'db push --remote --yes' : after);
  });
  it('nothing is added without approval, nor to a version whose prompts were not checked', () => {
    expect(forwarded('db reset', false)).toBe('db reset');
    expect(forwarded('db push --destructive --dry-run', false)).toBe('db push --dry-run');
    expect(forwarded('db reset', true, 'cobra')).toBe('db reset');
    expect(forwarded('db reset', true, 'unknown')).toBe('db reset');
  });
  it('our word behind -- is somebody else’s', () => {
    expect(forwarded('db query -- --destructive', true)).toBe('db query -- --destructive');
  });
});

it('for any argv, only our word is taken out and only one --yes put in, before any --', () => {
  const text = fc.oneof(
    fc.constantFrom(
      'db',
      'reset',
      'push',
      'migration',
      'up',
      'repair',
      '--',
      '--yes',
      '--no-yes',
      '--destructive',
      '-p',
      '--debug',
    ),
    fc.string(),
    fc.string({ unit: 'binary' }),
  );
  const era = fc.constantFrom<Era>('cobra', 'v2', 'v3', 'unknown');
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), era, fc.boolean(), (typed, e, approved) => {
      const end = typed.includes('--') ? typed.indexOf('--') : typed.length;
      const options = typed.slice(0, end).filter((one) => one !== '--destructive');
      const rest = typed.slice(end);
      const out = forwardedArgv(parse(typed, e), approved);
      const plain = [...options, ...rest];
      if (out.length === plain.length) expect(out).toEqual(plain);
      else {
        expect(approved).toBe(true);
        expect(out).toEqual([...options, '--yes', ...rest]);
      }
    }),
    { numRuns: 1000 },
  );
});

it.each([
  [['db', 'push'], true],
  [['migration', 'up'], true],
  [['db', 'push', '--yes'], true],
  [['--yes', 'db', 'push'], true],
  [['db', 'push', '--yes=false'], false],
  [['db', 'push', '--no-yes'], false],
  [['db', 'reset'], false],
  [['db', 'query', 'select 1', '--yes'], false],
])('%j, once approved, asks nothing more and keeps what it says: %s', (argv, wanted) => {
  for (const era of ['v2', 'v3'] as const) {
    const invocation = parse(argv, era);
    expect(asksNothing(invocation, forwardedArgv(invocation, true))).toBe(wanted);
  }
  const old = parse(argv, 'cobra');
  expect(asksNothing(old, forwardedArgv(old, true))).toBe(false);
});
