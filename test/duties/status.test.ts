import { describe, expect, test as it } from 'vitest';
import { type StatusInput, statusOf } from '../../src/duties/status.ts';
import { statusLines } from '../../src/duties/status-words.ts';
import { painted } from '../../src/terminal/style.ts';
import { expectGolden } from '../guard/golden.ts';
import { backup, hoursAgo, met, nothing, now, production, run, staging, test } from './state.ts';

const emergency = run(
  production,
  3,
  { status: 0, signal: null, changed: true },
  {
    ...{ command: 'restore', shown: 'permahub restore backup_20261125_200000 --target tsrqponmlkjihgfedcba' },
    ...{ emergency: true, reason: 'Orders were deleted by a wrong script' },
  },
);
const old = backup(production, 9);

const states: readonly (readonly [string, StatusInput, boolean])[] = [
  ['nothing-yet', nothing, true],
  ['never', { ...nothing, targets: met.targets }, false],
  ['all-met', met, true],
  [
    'overdue',
    {
      ...met,
      backups: [old, backup(staging, 22), backup(staging, 300)],
      verifications: [test(old, 8), test(backup(staging, 300), 200), test(backup(staging, 22), 1, 'not tested')],
    },
    false,
  ],
  [
    'died-run',
    { ...met, journal: [...met.journal, ...run(production, 1, null, { backup: met.backups[0]?.backup ?? null })] },
    false,
  ],
  ['emergency-open', { ...met, journal: [...met.journal, ...emergency] }, false],
  [
    'everything-broken',
    {
      ...met,
      broken: [1, 2, 3, 4, 5].map((day) => ({
        file: `backup_2026110${day}_000000_metadata.json`,
        problem: `backup_2026110${day}_000000_custom.dump has 12 bytes instead of 4,711`,
      })),
      verifications: [...met.verifications, test(met.backups[0] ?? old, 1, 'different')],
      problems: [{ seq: 2, message: 'Entry 2 of reset_log.chain was changed.' }],
      journal: [...met.journal, ...run(production, 1.5, { status: 0 }, { backup: 'backup_20261126_004400_pre-reset' })],
      failedMigrations: [
        {
          at: hoursAgo(5),
          migration: 'supabase/migrations/20261125_tidy.sql:12',
          error: 'column "phone" does not exist (SQLSTATE 42703)',
          target: staging.key,
        },
      ],
      requests: [
        {
          file: 'backups/database/requests/0123456789abcdef.json',
          command: 'supabase db push --linked',
          target: 'tsrqponmlkjihgfedcba',
          requester: 'Ann <ann@example.com>',
          reason: 'Drops the old phone column',
          expiresAt: hoursAgo(-0.4),
          signedBy: ['owner@example.com'],
        },
      ],
      notes: ['staging develop of the working tree is ignored: it differs from origin/main:.permahubrc.json'],
    },
    false,
  ],
];

describe.each(states)('the screen of %s', (name, input, ok) => {
  const status = statusOf(input, now);
  const lines = statusLines(status, 'backups/database', now);

  it('says everything in words that need no colour', async () => {
    expect(status.ok).toBe(ok);
    await expectGolden(painted(lines, false), `status-${name}`, []);
  });

  it('is at most 80 columns wide, but for commands and names that are to be copied', () => {
    const wide = lines.filter(({ text }) => text.length > 80);
    expect(wide.filter(({ text }) => !/^ +permahub (backup|verify) --target postgresql:/.test(text))).toEqual([]);
  });
});
