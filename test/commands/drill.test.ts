import { expect, test } from 'vitest';
import { drillLines } from '../../src/commands/drill.ts';
import { painted } from '../../src/terminal/style.ts';

test('a drill says what was measured, what a recovery takes by it, and what was not verified', () => {
  const done = {
    ...{ schema: 1 as const, at: '2025-11-15T09:12:10.001Z', target: 'db.example.com:5432/shop' },
    ...{ label: 'db.example.com:5432/shop', backup: 'backup_20251115_091200_drill' },
    ...{ backupSeconds: 62.4, restoreSeconds: 31.1, recoverySeconds: 93.5, seconds: 151.2 },
    ...{ tables: 17, rows: 83496, bytes: 21_400_000, serverVersion: '15.18' },
    ...{ scratch: 'a scratch PostgreSQL 15.18 (native)', unverified: ['the extension vault and what needs it'] },
  };
  expect(
    painted(drillLines(done), false),
  ).toBe(`permahub: drilled on db.example.com:5432/shop: backup_20251115_091200_drill
  was made, restored and compared.
  17 tables, 83,496 rows, 21.4 MB; PostgreSQL 15.18, restored into a scratch
  PostgreSQL 15.18 (native).
  The backup with its proof took 1 min 2 s, restoring and comparing it 31 s, all
  of the drill 2 min 31 s.
  A recovery of this database takes about 1 min 34 s here: a backup of what is
  there, then the restore.
  NOT VERIFIED: the extension vault and what needs it
`);
});
