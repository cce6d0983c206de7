import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/classification/classify.ts';
import { tableOf } from '../../src/cli/commands/table.ts';
import type { Era } from '../../src/cli/types.ts';
import { parse } from '../../src/invocation/parse.ts';

const of = (line: string, era: Era = 'v3') => classify(parse(line === '' ? [] : line.split(' '), era));
const unreadPush = 'The SQL of the pending migrations was not read, so it is treated as destructive.';
const eras: readonly Era[] = ['cobra', 'v2', 'v3'];

describe('effect and kind', () => {
  it.each([
    ['', 'reads', 'harmless'],
    ['--version', 'reads', 'harmless'],
    ['db', 'reads', 'harmless'],
    ['db reset --help', 'reads', 'harmless'],
    ['status', 'reads', 'harmless'],
    ['migration list', 'reads', 'harmless'],
    ['migration new add_users', 'files', 'harmless'],
    ['db dump', 'files', 'harmless'],
    ['start', 'files', 'harmless'],
    ['stop', 'files', 'harmless'],
    ['stop --no-backup=false', 'files', 'harmless'],
    ['stop --backup=false', 'files', 'harmless'],
    ['stop --no-backup', 'destroys', 'irrecoverable'],
    ['stop --backup --no-backup', 'destroys', 'irrecoverable'],
    ['db push --dry-run', 'reads', 'harmless'],
    ['db push', 'destroys', 'destructive'],
    ['db push --include-all --yes', 'destroys', 'destructive'],
    ['db query drop', 'destroys', 'destructive'],
    ['migration up', 'destroys', 'destructive'],
    ['migrations up', 'destroys', 'destructive'],
    ['migration repair', 'destroys', 'destructive'],
    ['db reset', 'destroys', 'empties'],
    ['db reset --no-seed --version 1', 'destroys', 'empties'],
    ['migration down', 'destroys', 'empties'],
    ['db schema declarative generate --local', 'files', 'harmless'],
    ['db schema declarative generate --linked', 'files', 'harmless'],
    ['db schema declarative generate --db-url=postgresql://h/d', 'files', 'harmless'],
    ['db schema declarative generate --local --reset', 'destroys', 'empties'],
    ['db schema declarative sync', 'destroys', 'destructive'],
    ['db schema declarative sync --no-apply', 'destroys', 'destructive'],
    ['db schema declarative generate --reset', 'destroys', 'empties'],
    ['config push', 'changes', 'administration'],
    ['functions deploy', 'changes', 'administration'],
    ['functions deploy --prune', 'destroys', 'irrecoverable'],
    ['pull --dry-run', 'reads', 'harmless'],
    ['pull', 'changes', 'administration'],
    ['db pull', 'changes', 'schema-change'],
    ['projects delete abc', 'destroys', 'irrecoverable'],
    ['secrets unset A', 'destroys', 'irrecoverable'],
    ['storage rm -r ss:///a', 'destroys', 'irrecoverable'],
    ['backups restore', 'destroys', 'recovery'],
    ['bootstrap', 'destroys', 'destructive'],
    ['newthing', 'unknown', 'destructive'],
    ['db reset --bogus', 'unknown', 'destructive'],
    ['--wizard status', 'unknown', 'destructive'],
  ])('"%s" %s (%s)', (line, effect, kind) => {
    for (const era of ['v2', 'v3'] as const) expect(of(line, era)).toMatchObject({ effect, kind });
  });

  it('the first of two contrary switches counts', () => {
    expect(of('db push --no-dry-run --dry-run').effect).toBe('destroys');
    expect(of('db push --dry-run=false --dry-run').effect).toBe('destroys');
    expect(of('db query --no-read-only --read-only x').effect).toBe('destroys');
    expect(of('db push --dry-run no').effect).toBe('destroys');
    expect(of('db query --read-only x').effect).toBe('reads');
    expect(of('db query --read-only x', 'v2').effect).toBe('unknown');
    expect(of('secrets unset --dry-run --all').effect).toBe('reads');
  });

  it('2.x without a target asks for one and resets the local database on a yes; 3.x writes files', () => {
    expect(of('db schema declarative generate --overwrite', 'v3')).toMatchObject({ effect: 'files' });
    for (const line of ['', ' --yes', ' --overwrite', ' --schema public', ' --local=false'])
      expect(of(`db schema declarative generate${line}`, 'v2')).toMatchObject({
        effect: line.endsWith('false') ? 'unknown' : 'destroys',
        kind: 'destructive',
      });
    expect(of('db schema declarative generate', 'v2')).toMatchObject({
      findings: [{ rule: 'can-reset-local' }],
      safer: 'supabase db schema declarative generate --local',
    });
  });

  it('in 1.x two contrary switches are not decided at all', () => {
    expect(of('db push --dry-run --dry-run=false', 'cobra').effect).toBe('unknown');
  });

  it('nothing passes for a version that is not known, except what only prints', () => {
    expect(of('status', 'unknown').effect).toBe('unknown');
    expect(of('', 'unknown').effect).toBe('unknown');
    expect(of('db reset --help', 'unknown').effect).toBe('unknown');
    expect(of('--version', 'unknown').effect).toBe('reads');
  });
});

describe('what is said', () => {
  it.each([
    [
      'db reset',
      'reset-empties-database',
      'Every table, every row and all users of the database are lost; it is built anew from migrations and seed.',
      'supabase migration up',
    ],
    [
      'migration down',
      'reset-empties-database',
      'Every table, every row and all users of the database are lost; it is built anew up to an older migration.',
      'a new migration that undoes the change, then supabase migration up',
    ],
    ['db push', 'sql-not-read', unreadPush, 'supabase db push --dry-run'],
    ['migration up', 'sql-not-read', unreadPush, 'supabase migration list'],
    ['db query x', 'sql-not-read', 'The SQL was not read, so it is treated as destructive.', null],
    [
      'stop --no-backup',
      'deletes-volumes',
      'The data volumes of the local stack are deleted: its database and stored objects are lost.',
      'supabase stop',
    ],
    [
      'migration repair',
      'rewrites-history',
      'The record of applied migrations changes; a later push may run SQL again or leave it out.',
      'supabase migration list',
    ],
    [
      'projects delete',
      'deletes-project',
      'The whole project is deleted for good: database, users, storage, functions.',
      null,
    ],
    ['newthing', 'unknown-command', 'This command is not known, so it is treated as destructive.', null],
    ['db reset extra', 'does-not-parse', '"supabase db reset" takes no operand.', null],
  ])('"%s"', (line, rule, message, safer) => {
    const object = rule === 'unknown-command' ? line : null;
    expect(of(line).findings).toEqual([{ rule, object, file: null, line: null, message }]);
    expect(of(line).safer).toBe(safer);
  });

  it('stop --all --no-backup names every project', () => {
    expect(of('stop --all --no-backup').findings.map((finding) => finding.rule)).toEqual([
      'deletes-volumes',
      'every-project',
    ]);
    expect(of('stop --all --no-backup').findings[1]?.message).toBe(
      'With --all this happens to every project on this machine, not only to this one.',
    );
  });

  it('the words for a version that is not known', () => {
    expect(of('status', 'unknown').findings[0]?.message).toBe(
      'This version of the Supabase CLI is not known, so anything could happen.',
    );
  });

  it('everything that destroys says what is lost, in every era', () => {
    for (const era of eras)
      for (const command of tableOf(era).all) {
        if (command.effect === 'destroys') expect(of(command.words, era).findings, command.words).toHaveLength(1);
        for (const turn of command.turns)
          if (turn.effect === 'destroys') expect(of(`${command.words} --${turn.flag}`, era).findings).toHaveLength(1);
      }
  });
});

describe('whatever is added to a destroying command', () => {
  const table = tableOf('v3');
  const risky = table.all.filter((command) => command.effect === 'destroys');
  const turning = new Set(['dry-run', 'read-only', 'help', 'h', 'completions']);
  it('it is never harmless, unless a switch of the table or a printing flag says so', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...risky),
        fc.array(
          fc.oneof(fc.string(), fc.constantFrom('--yes', '--debug', '--version', '-v', '--', '--linked', '-o', 'json')),
          { maxLength: 5 },
        ),
        (command, rest) => {
          fc.pre(
            !rest.some(
              (text) => turning.has(text.replace(/^-+(no-)?/, '').split('=')[0] ?? '') || /^-[^-].*h|^-h/s.test(text), // A group with -h in it prints help, whatever else is in it (both CLIs).
            ),
          );
          expect(classify(parse([...command.words.split(' '), ...rest], 'v3')).kind).not.toBe('harmless');
        },
      ),
      { numRuns: 300 },
    );
  });
});
