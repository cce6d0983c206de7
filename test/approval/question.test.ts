import { describe, expect, test } from 'vitest';
import { freshCode } from '../../src/approval/code.ts';
import { lossWords } from '../../src/approval/losses.ts';
import {
  buildScreen,
  confirmationQuestion,
  confirmationText,
  reasonQuestion,
  type ScreenInput,
} from '../../src/approval/question.ts';
import { painted } from '../../src/terminal/style.ts';
import { local, now, partly, reset, restored, reused, staging } from './examples.ts';
import { rehearsed, table } from './impacts.ts';

const goldenSpared = `--------------------------------------------------------------------------------
  supabase db push
  It reads like something that destroys data. On the restored copy it did not.

  Target       LOCAL
               127.0.0.1:54322/postgres as postgres
               project shop
  Holds now    15 tables, 99,841 rows
  Backup       backup_20251114_143022 (2.3 MB, made just now)
               Restored into a scratch PostgreSQL 15.18 (native) and compared
               with the database: 15 tables, 99,841 rows, 9 sequences equal.
  Rehearsal    Nothing is lost: adds 3 rows.
  Way back     permahub undo
  Asked        Ada Lovelace <ada@example.com>, asked on the terminal; the answer
               goes into the journal.

  Nothing has been run. An empty answer or Ctrl-C leaves it so.
--------------------------------------------------------------------------------
`;

const base: ScreenInput = {
  command: 'supabase db reset',
  target: local,
  classification: reset,
  proof: restored,
  impact: { kind: 'not-rehearsed', reason: 'this version rehearses nothing yet' },
  by: 'Ada Lovelace <ada@example.com>, asked on the terminal',
  notes: [],
  now,
};
const screen = (change: Partial<ScreenInput> = {}) => painted(buildScreen({ ...base, ...change }), false);
/** The lines of one section. */
const part = (label: string, change: Partial<ScreenInput> = {}) => {
  const lines = screen(change).split('\n');
  const from = lines.findIndex((line) => line.startsWith(`  ${label}`));
  if (from < 0) return null;
  const to = lines.findIndex((line, at) => at > from && !line.startsWith(' '.repeat(15)));
  return lines
    .slice(from, to)
    .map((line, at) => (at === 0 ? line.slice(2 + label.length).trimStart() : line.slice(15)));
};

describe('the screen', () => {
  test('of a local reset', () => {
    expect(screen()).toBe(`--------------------------------------------------------------------------------
  supabase db reset
  This empties the database. Only what migrations and seed files make comes
  back.

  Target       LOCAL
               127.0.0.1:54322/postgres as postgres
               project shop
  Will be lost 15 tables, 99,841 rows
                 public.orders       50,000
                 public.order_items  25,000
                 public.users        10,000
                 public.products      5,000
                 public.reviews       2,941
                 public.carts         1,923
                 public.sessions      1,351
                 public.tags          1,000
                 public.shops           769
                 public.coupons         609
                 public.roles           495
                 public.countries       409
                 public.currencies      344
                 and 2 empty tables
  Backup       backup_20251114_143022 (2.3 MB, made just now)
               Restored into a scratch PostgreSQL 15.18 (native) and compared
               with the database: 15 tables, 99,841 rows, 9 sequences equal.
  Rehearsal    None: this version rehearses nothing yet
  Way back     permahub undo
  Safer        supabase migration up
  Asked        Ada Lovelace <ada@example.com>, asked on the terminal; the answer
               goes into the journal.

  Nothing has been run. An empty answer or Ctrl-C leaves it so.
--------------------------------------------------------------------------------
`);
  });

  test('of a push to staging with findings and notes', () => {
    const classification = {
      effect: 'destroys',
      kind: 'destructive',
      safer: null,
      findings: [
        {
          rule: 'drop-table',
          object: 'public.tags',
          file: 'supabase/migrations/20251114_x.sql',
          line: 12,
          message: 'drops table public.tags',
        },
        { rule: 'truncate', object: null, file: null, line: null, message: 'empties public.carts' },
      ],
    } as const;
    const few = {
      ...restored,
      backup: {
        ...restored.backup,
        metadata: {
          ...restored.backup.metadata,
          facts: { ...restored.backup.metadata.facts, tables: restored.backup.metadata.facts.tables.slice(0, 2) },
        },
      },
    };
    expect(
      screen({
        command: 'supabase db push --linked',
        target: { ...staging, notes: ['SUPABASE_PROJECT_ID names this project'] },
        classification,
        proof: few,
        notes: ['An earlier run has no outcome: 20251114143022-0a1b2c3d'],
      }),
    ).toBe(`--------------------------------------------------------------------------------
  supabase db push --linked
  This destroys data.

  Target       STAGING  abcdefghijklmnopqrst
               aws-0-eu-central-1.pooler.supabase.com:5432/postgres as
               postgres.abcdefghijklmnopqrst
               project shop, ref abcdefghijklmnopqrst
  May be lost  up to 2 tables, 75,000 rows, all that is there:
                 public.orders       50,000
                 public.order_items  25,000
  Found        drops table public.tags (supabase/migrations/20251114_x.sql:12)
               empties public.carts
  Backup       backup_20251114_143022 (2.3 MB, made just now)
               Restored into a scratch PostgreSQL 15.18 (native) and compared
               with the database: 15 tables, 99,841 rows, 9 sequences equal.
  Rehearsal    None: this version rehearses nothing yet
  Note         SUPABASE_PROJECT_ID names this project
               An earlier run has no outcome: 20251114143022-0a1b2c3d
  Way back     permahub undo
  Asked        Ada Lovelace <ada@example.com>, asked on the terminal; the answer
               goes into the journal.

  Nothing has been run. An empty answer or Ctrl-C leaves it so.
--------------------------------------------------------------------------------
`);
  });

  test('of a push whose SQL reads worse than what its rehearsal did', () => {
    const classification = { effect: 'destroys', kind: 'destructive', findings: [], safer: null } as const;
    const impact = rehearsed({ tables: [table('public.plans', 0, 3)] });
    expect(screen({ command: 'supabase db push', classification, impact })).toBe(goldenSpared);
  });

  test('of a reset that was rehearsed', () => {
    const impact = rehearsed({
      tables: [table('public.orders', 50_000, 10), table('public.users', 10_000, null), table('public.plans', 0, 3)],
      objects: [{ kind: 'policy', name: 'public.orders.owner_only', change: 'dropped', to: null }],
    });
    const lines = screen({ impact }).split('\n');
    expect(
      lines.slice(2, 16).join('\n'),
    ).toBe(`  This empties the database. Only what migrations and seed files make comes
  back.

  Target       LOCAL
               127.0.0.1:54322/postgres as postgres
               project shop
  Holds now    15 tables, 99,841 rows
  Backup       backup_20251114_143022 (2.3 MB, made just now)
               Restored into a scratch PostgreSQL 15.18 (native) and compared
               with the database: 15 tables, 99,841 rows, 9 sequences equal.
  Rehearsal    2 tables in all: 59,990 rows gone, 1 of them dropped:
               public.orders 50,000 -> 10 (49,990 rows gone)
               public.users dropped (10,000 rows gone)
               policy public.orders.owner_only dropped`);
    expect(part('Rehearsal', { impact })?.at(-1)).toBe('Also: adds 3 rows.');
  });

  test('keeps saying what may be lost where the rehearsal did not end, or lacked something', () => {
    const classification = { effect: 'destroys', kind: 'destructive', findings: [], safer: null } as const;
    const impact = rehearsed({}, { lacking: ['the extension pg_net is not installed here'] });
    expect(part('May be lost', { classification, impact })?.[0]).toBe(
      'up to 15 tables, 99,841 rows, all that is there:',
    );
    expect(part('Will be lost', { impact })?.[0]).toBe('15 tables, 99,841 rows');
    expect(part('May be lost', { classification, impact: rehearsed() })).toBeNull();
  });

  test.each([
    [
      { effect: 'unknown', kind: 'destructive' },
      'permahub does not know what this does, only what its rehearsal did.',
      rehearsed(),
    ],
    [{ effect: 'changes', kind: 'schema-change' }, 'This changes the database.', rehearsed()],
    [
      { effect: 'changes', kind: 'schema-change' },
      'This destroys data.',
      rehearsed({ tables: [table('public.users', 2, 1)] }),
    ],
  ] as const)('says what %j does, by its rehearsal', (what, words, impact) => {
    expect(screen({ classification: { ...what, findings: [], safer: null }, impact })).toContain(`\n  ${words}\n`);
  });

  test.each([
    [
      { effect: 'unknown', kind: 'destructive' },
      '  permahub does not know what this does, so it is treated as if it destroyed\n  everything.\n',
    ],
    [{ effect: 'destroys', kind: 'irrecoverable' }, '  This destroys what no database backup can bring back.\n'],
    [{ effect: 'destroys', kind: 'recovery' }, '  This overwrites the database with what a backup holds.\n'],
    [{ effect: 'changes', kind: 'freeze' }, '  This changes who may write to the database, and none of its data.\n'],
    [
      { effect: 'changes', kind: 'administration' },
      '  This changes what is written of the database, and none of its data.\n',
    ],
    [{ effect: 'changes', kind: 'schema-change' }, '  This changes the database.\n'],
  ] as const)('says what %j does', (what, words) => {
    expect(screen({ classification: { ...what, findings: [], safer: null } })).toContain(
      `\n  supabase db reset\n${words}\n`,
    );
  });

  test('says of hosted administration that it changes the project', () => {
    const classification = { effect: 'changes', kind: 'administration', findings: [], safer: null } as const;
    expect(screen({ classification, target: { ...staging, kind: 'project' } })).toContain(
      '\n  This changes the hosted project.\n',
    );
  });

  test('says what is still being proven while the question stands, and claims nothing of it', () => {
    const early = { ...restored, record: { ...restored.record, sequences: 0 }, pending: ['data.sql', 'large objects'] };
    expect(part('Backup', { proof: early })?.slice(1)).toEqual([
      'Restored into a scratch PostgreSQL 15.18 (native): each of 15',
      'tables holds as many rows there as in the database, 99,841 rows',
      'in all.',
      'Still being proven while you read: data.sql; large objects.',
      'Nothing runs before that is done.',
    ]);
  });

  test('claims of the backup only what its proof says', () => {
    expect(part('Backup', { proof: reused, now: now + 3_600_000 })).toEqual([
      'backup_20251114_143022 (2.3 MB, made 1 hour ago)',
      'The database is still exactly this, measured just now.',
      'Proven 1 hour ago: restored into a scratch PostgreSQL 15.18',
      '(native) and compared with the database: 15 tables, 99,841 rows,',
      '9 sequences equal.',
    ]);
    expect(part('Backup', { proof: partly })).toEqual([
      'backup_20251114_143022 (2.3 MB, made just now)',
      'Restored into a scratch PostgreSQL 15.18 (native) and compared',
      'with the database: 15 tables, 99,841 rows, 9 sequences, 1 large',
      'object equal.',
      'NOT VERIFIED: The extension pg_cron is not installed here, its 3',
      'jobs were not restored.',
    ]);
    const nothing = { kind: 'nothing-to-back-up', reason: 'there is no database yet' } as const;
    expect(part('Backup', { proof: nothing })).toEqual([
      'NONE: there was nothing to back up.',
      'There is no database yet.',
    ]);
    expect(part('Will be lost', { proof: nothing })).toBeNull();
    expect(part('Way back', { proof: nothing })).toBeNull();
    const salvaged = { kind: 'salvaged', reason: 'the server does not start', files: ['/b/volume.tar'] } as const;
    expect(part('Backup', { proof: salvaged })).toEqual([
      'SALVAGED, NOT VERIFIED: nobody knows whether it can be restored.',
      'The server does not start.',
      '/b/volume.tar',
    ]);
    expect(part('Way back', { proof: salvaged })).toBeNull();
  });

  test('is enough without colour, and cannot be rewritten by names and messages in it', () => {
    const evil = '\u001b[2J\u001b[1;1Hall is well\r\n\u202e';
    const text = screen({
      command: `supabase db push ${evil}`,
      target: {
        ...local,
        label: evil,
        host: evil,
        database: evil,
        user: evil,
        projectId: evil,
        projectRef: evil,
        notes: [evil],
      },
      classification: {
        ...reset,
        safer: evil,
        findings: [{ rule: 'x', object: evil, file: evil, line: 1, message: evil }],
      },
      notes: [evil],
      by: evil,
      proof: {
        ...partly,
        record: { ...partly.record, scratch: evil, unverified: [evil] },
        backup: {
          ...partly.backup,
          metadata: {
            ...partly.backup.metadata,
            backup: evil,
            facts: {
              ...partly.backup.metadata.facts,
              tables: [{ name: evil, kind: 'table', rows: 1, checksum: '1', method: 'record' }],
            },
          },
        },
      },
      impact: { kind: 'not-rehearsed', reason: evil },
    });
    const impact = rehearsed(
      {
        tables: [table(evil, 2, 1)],
        columns: [
          { table: evil, column: evil, change: 'dropped', values: 1, detail: null },
          { table: evil, column: evil, change: 'renamed', values: 0, detail: evil },
        ],
        objects: [{ kind: 'other', name: evil, change: 'dropped', to: null }],
        sequences: [{ name: evil, before: '2', after: null }],
      },
      { failure: { cause: 'own', file: evil, line: 1, statement: evil, message: evil }, lacking: [evil] },
    );
    expect(screen({ impact }).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('of a reset the findings in its files are only counted', () => {
    const inFile = { rule: 'drop-table', object: 't', file: 'a.sql', line: 1, message: 'Drops table t.' };
    const text = screen({ classification: { ...reset, findings: [...reset.findings, inFile] } });
    expect(text).not.toContain('Drops table t.');
    expect(text).toContain('  Found        and 1 more: permahub explain -- …\n');
  });

  test('fits 80 columns', () => {
    const wide = screen({
      classification: {
        ...reset,
        kind: 'destructive',
        findings: Array.from({ length: 12 }, (_, at) => ({
          rule: 'x',
          object: 'y',
          file: `supabase/migrations/${at}.sql`,
          line: at,
          message: 'drops column public.users.phone and everything that depends on it',
        })),
      },
    });
    for (const line of wide.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(wide).toContain('               and 2 more: permahub explain -- …\n');
  });
});

describe('what will be lost', () => {
  const tables = (rows: number[]) =>
    rows.map((count, at) => ({ name: `public.t${at}`, kind: 'table' as const, rows: count }));
  test('is cut at twelve, biggest first', () => {
    const words = lossWords(tables(Array.from({ length: 30 }, (_, at) => at)));
    expect(words.slice(0, 2)).toEqual(['30 tables, 435 rows', '  public.t29  29']);
    expect(words.slice(-2)).toEqual(['  and 17 more tables with 153 rows', '  and 1 empty table']);
    expect(words).toHaveLength(15);
  });
  test('of empty tables, of one, of none', () => {
    expect(lossWords(tables([0, 0]))).toEqual(['2 tables, 0 rows', '  2 empty tables']);
    expect(lossWords(tables([1]))).toEqual(['1 table, 1 row', '  public.t0  1']);
    expect(lossWords([])).toEqual(['0 tables, 0 rows']);
  });
  test('does not count materialised views', () => {
    expect(lossWords([{ name: 'public.v', kind: 'materialized view', rows: 9 }])).toEqual(['0 tables, 0 rows']);
  });
});

describe('the questions', () => {
  test('have the words that scripts look for', () => {
    expect(reasonQuestion).toBe('What is the reason? (one line, it goes into the journal)');
    expect(confirmationQuestion('x7kq')).toBe('Type "x7kq" to confirm');
  });

  test.each([
    [local, 'x7kq'],
    [staging, 'abcdefghijklmnopqrst x7kq'],
    [{ environment: 'production', label: 'db.example.com:5432/app' } as const, 'db.example.com:5432/app x7kq'],
    [{ environment: 'staging', label: 'my "odd"\nbranch' } as const, "my 'odd' branch x7kq"],
  ])('%j', (target, text) => expect(confirmationText(target, 'x7kq')).toBe(text));

  test('codes are fresh, four characters, without look-alikes', () => {
    const codes = Array.from({ length: 2000 }, freshCode);
    for (const code of codes) expect(code).toMatch(/^[acdefghjkmnpqrtwxy3479]{4}$/);
    expect(new Set(codes).size).toBeGreaterThan(1950);
    expect(new Set(codes.join('')).size).toBe(22);
  });
});
