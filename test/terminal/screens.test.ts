import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures.ts';
import { type AfterInput, afterScreen } from '../../src/terminal/after.ts';
import { failureText } from '../../src/terminal/failure.ts';
import { painted, wantsColour } from '../../src/terminal/style.ts';

describe('a failure', () => {
  test('says what happened, then what to do next', () => {
    expect(failureText(new Failure('interrupted', { signal: 'Ctrl-C' }))).toBe(
      'permahub: Stopped by Ctrl-C. Nothing was forwarded to the Supabase CLI.\n  Start the command again when you are ready; published backups are kept.\n',
    );
    expect(failureText({ message: 'One\nTwo', hint: '' })).toBe('permahub: One\n  Two\n');
  });
});

describe('the screen after the command', () => {
  const base: AfterInput = {
    command: 'supabase db reset',
    status: 0,
    signal: null,
    seconds: 14.2,
    before: [
      { name: 'public.users', rows: 2000 },
      { name: 'public.orders', rows: 50_000 },
      { name: 'public.tags', rows: 5 },
      { name: 'public.old', rows: 0 },
    ],
    after: [
      { name: 'public.users', rows: 1 },
      { name: 'public.tags', rows: 5 },
      { name: 'public.old', rows: 0 },
      { name: 'public.new', rows: 3 },
    ],
    uncounted: null,
    undo: 'permahub undo',
    backup: 'backup_20251114_143022_pre-reset',
    migrations: null,
    endedOtherwise: null,
    rows: null,
    schema: null,
    notes: [],
  };
  const text = (change: Partial<AfterInput> = {}) => painted(afterScreen({ ...base, ...change }), false);

  test('compares the rows and names the way back', () => {
    expect(text()).toBe(`
permahub: supabase db reset ended with status 0 after 14 s.
  Before: 4 tables, 52,005 rows.  Now: 4 tables, 9 rows.
    public.orders         50,000 ->      no table
    public.users           2,000 ->             1
    public.new          no table ->             3
  To put back what was there before:  permahub undo
`);
  });

  test('says which volumes went, which did not, and how what went beside is put back', () => {
    const deleted = { after: null, uncounted: 'its volume was to be deleted' };
    const others = [
      { label: 'local project zoo', back: 'in /home/ada/zoo: supabase start, then permahub restore /b/backup_1' },
      { label: 'local project old', back: null },
    ];
    expect(
      text({ ...deleted, removed: { gone: ['supabase_db_shop', 'supabase_db_zoo'], left: [], others, why: null } }),
    ).toBe(`
permahub: supabase db reset ended with status 0 after 14 s.
  Volumes gone, measured: supabase_db_shop, supabase_db_zoo
  To put back local project zoo: in /home/ada/zoo: supabase start, then permahub
  restore /b/backup_1
  local project old: there is no verified backup of it.
  To put back what was there before:  permahub undo
`);
    const failed = { ...deleted, status: 1, undo: null };
    expect(text({ ...failed, removed: { gone: [], left: ['supabase_db_shop'], others: [], why: null } })).toBe(`
permahub: supabase db reset failed, status 1 after 14 s.
  Volumes still there: supabase_db_shop
`);
    expect(text({ ...failed, removed: { gone: [], left: [], others: [], why: 'Docker could not be asked' } })).toBe(`
permahub: supabase db reset failed, status 1 after 14 s.
  What is gone could not be measured: Docker could not be asked
  Rows afterwards could not be counted: its volume was to be deleted
`);
  });

  test('says when nothing changed, and nothing can be undone', () => {
    expect(text({ after: base.before, undo: null })).toBe(`
permahub: supabase db reset ended with status 0 after 14 s.
  Before: 4 tables, 52,005 rows.  Now: 4 tables, 52,005 rows.
  Every table has as many rows as before.
`);
  });

  test('says when the rows could not be counted, and how the command ended', () => {
    expect(text({ status: 1, after: null, uncounted: 'the server is gone' })).toBe(`
permahub: supabase db reset failed, status 1 after 14 s.
  Rows afterwards could not be counted: the server is gone
  To put back what was there before:  permahub undo
`);
    expect(text({ status: null, signal: 'SIGKILL', after: base.before })).toContain(
      'permahub: supabase db reset was ended by SIGKILL after 14 s.\n',
    );
  });

  test('cuts at twelve tables', () => {
    const before = Array.from({ length: 20 }, (_, at) => ({ name: `public.t${at}`, rows: 1 }));
    expect(text({ before, after: [] })).toContain('    and 8 more tables with other counts\n');
  });

  test('fits 80 columns with the longest names', () => {
    const before = [{ name: `"${'x'.repeat(63)}"."${'y'.repeat(63)}"`, rows: 1_000_000_000 }];
    for (const line of text({ before, after: [] }).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('colour', () => {
  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
  ])('terminal %s, environment %j: %s', (isTerminal, env, wanted) => expect(wantsColour(isTerminal, env)).toBe(wanted));

  test('changes nothing of the words', () => {
    const lines = (['plain', 'title', 'danger', 'good', 'faint'] as const).map((tone) => ({ text: tone, tone }));
    const coloured = painted(lines, true);
    expect(coloured).toMatch(/\u001b\[31mdanger\u001b\[39m/);
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(painted(lines, false));
  });
});
