import { describe, expect, test } from 'vitest';
import { migrationOutcome } from '../../src/action/migration-outcome.ts';
import type { SqlSource } from '../../src/target/sql/types.ts';

const source = (version: string, text = 'select 1;', kind: SqlSource['kind'] = 'migration'): SqlSource => ({
  file: kind === 'migration' ? `supabase/migrations/${version}_m.sql` : 'supabase/seed.sql',
  kind,
  version: kind === 'migration' ? version : null,
  text,
});
const two = source('02', '-- two\ncreate table b (id int);\n\ninsert into nowhere\n  values (1);\n');
const pending = [source('01'), two, source('03'), source('', '', 'seed')];
const file = (version: string) => `supabase/migrations/${version}_m.sql`;
const nothing = { file: null, line: null, statement: null, error: null, sqlstate: null, from: null };

const given = {
  pending,
  before: ['00'] as readonly string[],
  after: ['00', '01'] as readonly string[] | null,
  outcome: { status: 1 as number | null, signal: null as NodeJS.Signals | null, seconds: 1 },
  said: {
    file: file('02'),
    statement: 'insert into nowhere\n  values (1)',
    message: 'ERROR: relation "nowhere" does not exist (SQLSTATE 42P01)',
  } as { file: string | null; statement: string | null; message: string } | null,
  rehearsed: null as Parameters<typeof migrationOutcome>[0]['rehearsed'],
};

describe('after a push or up', () => {
  test('that went well, everything pending is applied', () => {
    const outcome = { ...given.outcome, status: 0 };
    expect(migrationOutcome({ ...given, outcome, after: ['00', '01', '02', '03'], said: null })).toEqual({
      applied: [file('01'), file('02'), file('03')],
      notApplied: [],
      failed: null,
    });
  });

  test('what was applied before is neither', () => {
    const outcome = { ...given.outcome, status: 0 };
    const all = ['00', '01', '02', '03'];
    expect(migrationOutcome({ ...given, outcome, before: ['00', '01'], after: all }).applied).toEqual([
      file('02'),
      file('03'),
    ]);
  });

  test('that failed, with the file, the line of the statement and the words of PostgreSQL', () => {
    expect(migrationOutcome(given)).toEqual({
      applied: [file('01')],
      notApplied: [file('02'), file('03')],
      failed: {
        file: file('02'),
        line: 4,
        statement: 'insert into nowhere\n  values (1)',
        error: 'relation "nowhere" does not exist',
        sqlstate: '42P01',
        from: 'run',
      },
    });
  });

  test('that failed in a statement the file holds twice: no line is claimed', () => {
    const twice = [{ ...two, text: 'select 1/0;\nselect 1/0;\n' }];
    const said = { file: file('02'), statement: 'select 1/0', message: 'ERROR: division by zero (SQLSTATE 22012)' };
    expect(migrationOutcome({ ...given, pending: twice, said }).failed?.line).toBeNull();
  });

  test('that failed in a seed, after every migration', () => {
    const said = { file: 'supabase/seed.sql', statement: null, message: 'ERROR: no (SQLSTATE 42P01)' };
    const { failed, notApplied } = migrationOutcome({ ...given, after: ['00', '01', '02', '03'], said });
    expect(notApplied).toEqual([]);
    expect(failed).toEqual({ ...nothing, file: 'supabase/seed.sql', error: 'no', sqlstate: '42P01', from: 'run' });
  });

  test('that failed before any SQL: no file is blamed', () => {
    const said = { file: null, statement: null, message: 'supabase db pull' };
    expect(migrationOutcome({ ...given, after: ['00'], said }).failed).toEqual(nothing);
  });

  test("whose words were not kept: the rehearsal's, when it failed in the same file", () => {
    const rehearsed = {
      cause: 'own' as const,
      file: file('02'),
      line: 4,
      statement: 'insert',
      message: 'ERROR: no (SQLSTATE 42P01)',
    };
    expect(migrationOutcome({ ...given, said: null, rehearsed }).failed).toEqual({
      ...{ file: file('02'), line: 4, statement: 'insert' },
      ...{ error: 'no', sqlstate: '42P01', from: 'rehearsal' },
    });
    expect(migrationOutcome({ ...given, said: null, rehearsed: { ...rehearsed, file: file('03') } }).failed).toEqual({
      ...nothing,
      file: file('02'),
    });
  });

  test('that was killed: the first that is missing', () => {
    const outcome = { status: null, signal: 'SIGKILL' as const, seconds: 1 };
    const said = { file: null, statement: null, message: 'the CLI ended by SIGKILL and said nothing' };
    expect(migrationOutcome({ ...given, outcome, said }).failed).toEqual({ ...nothing, file: file('02') });
  });

  test('whose history could not be read: what is applied is not known', () => {
    const { applied, notApplied, failed } = migrationOutcome({ ...given, after: null });
    expect([applied, notApplied, failed?.file, failed?.sqlstate]).toEqual([null, null, file('02'), '42P01']);
    expect(migrationOutcome({ ...given, after: null, said: null }).failed).toEqual(nothing);
  });
});
