import { describe, expect, test } from 'vitest';
import { type RefusalInput, refusalWords } from '../../src/approval/refusal.ts';
import { Failure } from '../../src/failures.ts';
import { failureText } from '../../src/terminal/failure.ts';
import { local, reset, staging } from './examples.ts';

const base: RefusalInput = {
  command: 'supabase db reset',
  target: local,
  classification: reset,
  cause: { kind: 'person', why: 'no terminal' },
  done: 'nothing',
};
const text = (change: Partial<RefusalInput> = {}) =>
  failureText(new Failure('refused', refusalWords({ ...base, ...change })));

describe('a refusal', () => {
  test('without a terminal', () => {
    expect(text()).toBe(`permahub: Refused: supabase db reset
  It would empty the database of local (127.0.0.1:54322/postgres).
  Only a person at a terminal can approve that, and there is no terminal here.
  Nothing was contacted, backed up, changed or forwarded to the Supabase CLI.
  A person runs this in a terminal: supabase db reset
  Safer, if it does what is wanted: supabase migration up
`);
    expect(new Failure('refused', refusalWords(base)).status).toBe(77);
  });

  test('in an automation or agent environment', () => {
    expect(text({ cause: { kind: 'person', why: 'CI environment (CI is set)' } })).toContain(
      '\n  Only a person at a terminal can approve that, and this is a CI environment (CI is set).\n',
    );
    expect(text({ cause: { kind: 'person', why: 'an AI agent (CLAUDECODE is set)' } })).toContain(
      '\n  Only a person at a terminal can approve that, and this is an AI agent (CLAUDECODE is set).\n',
    );
  });

  test('with what stands in its SQL, the first three', () => {
    const found = ['a', 'b', 'c', 'd', 'e'].map((name, at) => ({
      ...{ rule: 'drop-table', object: name, file: 'supabase/migrations/1_x.sql', line: at + 1 },
      message: `Drops table ${name}.`,
    }));
    const classification = (count: number) => ({
      ...({ effect: 'destroys', kind: 'destructive', safer: null } as const),
      findings: found.slice(0, count),
    });
    const push = { command: 'supabase db push', done: 'read' } as const;
    expect(text({ ...push, classification: classification(5) })).toBe(`permahub: Refused: supabase db push
  It would destroy data in local (127.0.0.1:54322/postgres).
  supabase/migrations/1_x.sql:1: Drops table a.
  supabase/migrations/1_x.sql:2: Drops table b.
  supabase/migrations/1_x.sql:3: Drops table c.
  and 2 more like them
  Only a person at a terminal can approve that, and there is no terminal here.
  The target was only read. Nothing was backed up, changed or forwarded to the Supabase CLI.
  A person runs this in a terminal: supabase db push
`);
    expect(text({ ...push, classification: classification(4) })).toContain('\n  and 1 more like it\n');
    expect(text({ classification: { ...classification(4), kind: 'empties' } })).not.toContain('Drops table');
  });

  test('after the rehearsal, for what it did and for where it failed', () => {
    const changes = { effect: 'changes', kind: 'schema-change', findings: [], safer: null } as const;
    const push = { command: 'supabase db push', classification: changes, done: 'rehearsed' } as const;
    const because = 'Its SQL looks harmless, but on the restored copy it destroyed: 41 rows gone.';
    expect(
      text({ ...push, cause: { kind: 'person', why: 'no terminal', because } }),
    ).toBe(`permahub: Refused: supabase db push
  It would change local (127.0.0.1:54322/postgres).
  Its SQL looks harmless, but on the restored copy it destroyed: 41 rows gone. Only a person at a terminal can approve that, and there is no terminal here.
  The target was only read. Nothing in it was changed, and nothing forwarded to the Supabase CLI.
  A person runs this in a terminal: supabase db push
`);
    expect(
      text({ ...push, cause: { kind: 'policy', reason: 'It fails there.' } }),
    ).toBe(`permahub: Refused: supabase db push
  It would change local (127.0.0.1:54322/postgres).
  It fails there.
  The target was only read. Nothing in it was changed, and nothing forwarded to the Supabase CLI.
`);
  });

  test('says what the target said of itself, once it was read and not before', () => {
    const target = {
      ...staging,
      environment: 'production',
      notes: ['The database itself is marked production'],
    } as const;
    const cause = { kind: 'policy', reason: 'A production database is never reset.' } as const;
    const note = '\n  The database itself is marked production.\n  A production database is never reset.\n';
    expect(text({ target, cause, done: 'read' })).toContain(note);
    expect(text({ target, cause, done: 'nothing' })).not.toContain('marked');
  });

  test('by policy, of a hosted project, after it was looked at', () => {
    expect(
      text({
        command: 'supabase db reset --linked',
        target: { ...staging, environment: 'production' },
        classification: { ...reset, safer: null },
        cause: { kind: 'policy', reason: 'a production database is never reset' },
        done: 'read',
      }),
    ).toBe(`permahub: Refused: supabase db reset --linked
  It would empty the database of abcdefghijklmnopqrst (aws-0-eu-central-1.pooler.supabase.com:5432/postgres).
  A production database is never reset.
  The target was only read. Nothing was backed up, changed or forwarded to the Supabase CLI.
`);
  });

  test.each([
    [
      { effect: 'unknown', kind: 'destructive' },
      'It is not known to permahub and is treated as if it destroyed everything in local',
    ],
    [{ effect: 'destroys', kind: 'irrecoverable' }, 'It would destroy what no database backup can bring back in local'],
    [{ effect: 'destroys', kind: 'recovery' }, 'It would overwrite the database of local'],
    [{ effect: 'destroys', kind: 'destructive' }, 'It would destroy data in local'],
    [{ effect: 'changes', kind: 'freeze' }, 'It would change who may write to local'],
    [{ effect: 'changes', kind: 'administration' }, 'It would change local'],
  ] as const)('says what %j would have done', (what, words) => {
    expect(text({ classification: { ...what, findings: [], safer: null } })).toContain(
      `\n  ${words} (127.0.0.1:54322/postgres).\n`,
    );
  });

  test('never hints at a way round the guard', () => {
    for (const why of ['no terminal', 'CI environment (CI is set)', 'an AI agent (CLAUDECODE is set)'])
      expect(text({ cause: { kind: 'person', why } })).not.toMatch(
        /unset|export|disable|skip|bypass|instead of|--yes|script /i,
      );
  });

  test('names a target once when its label is its address', () => {
    const target = {
      ...staging,
      label: 'db.example.com:5432/app',
      host: 'db.example.com',
      port: 5432,
      database: 'app',
      projectRef: null,
    };
    expect(text({ target })).toContain('\n  It would empty the database of db.example.com:5432/app.\n');
  });
});
