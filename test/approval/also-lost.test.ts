import { expect, test } from 'vitest';
import { buildScreen } from '../../src/approval/question.ts';
import { ownWayBack, wayBack } from '../../src/approval/way-back.ts';
import { classify } from '../../src/classification/classify.ts';
import type { Classification } from '../../src/classification/types.ts';
import { parse } from '../../src/invocation/parse.ts';
import { databaseOfStack, stackOf } from '../../src/target/other-stack.ts';
import { painted } from '../../src/terminal/style.ts';
import type { Proof } from '../../src/verification/types.ts';
import { expectGolden } from '../guard/golden.ts';
import { local, now, restored, staging } from './examples.ts';

const zoo = stackOf(local, 'zoo', '/home/ada/zoo');
const salvaged: Proof = {
  kind: 'salvaged',
  files: ['/home/ada/shop/backups/database/salvage_20251114_143022_volume.tar.gz'],
  reason:
    'no backup could be made (no image of PostgreSQL 14 is here); the Docker volume supabase_db_old was copied as it is',
};
const everything: Classification = {
  effect: 'destroys',
  kind: 'irrecoverable',
  findings: [],
  safer: 'supabase stop',
};

// Catches: a project or a database that goes without being named, with its backup and its way back.
test('one question names every project, its rows, its backup, the volumes and each way back', async () => {
  const screen = buildScreen({
    command: 'supabase stop --all --no-backup',
    target: local,
    classification: everything,
    proof: restored,
    impact: { kind: 'not-rehearsed', reason: 'what this command does is not done to a copy' },
    others: [
      { target: databaseOfStack(local, 'reports'), proof: restored },
      { target: zoo, proof: restored },
      { target: databaseOfStack(zoo, 'reports'), proof: restored },
      { target: stackOf(local, 'old', null), proof: salvaged },
    ],
    removes: 'all deleted',
    volumes: ['supabase_db_old', 'supabase_db_shop', 'supabase_db_zoo', 'supabase_storage_zoo'],
    by: 'Ada Lovelace <ada@example.com>, asked on the terminal',
    notes: [],
    now,
  });
  await expectGolden(painted(screen, false), 'volumes-question', []);
});

// Catches: a reset that the CLI only may come to, said as if it were certain, or not said at all.
test('what can reset the local database by itself says what may go with it', async () => {
  const screen = buildScreen({
    command: 'supabase db schema declarative sync',
    target: local,
    classification: classify(parse(['db', 'schema', 'declarative', 'sync'], 'v3')),
    proof: restored,
    impact: { kind: 'not-rehearsed', reason: 'it builds a second database with Docker' },
    others: [{ target: databaseOfStack(local, 'reports'), proof: restored }],
    removes: 'replaced',
    volumes: [],
    by: 'Ada Lovelace <ada@example.com>, asked on the terminal',
    notes: [],
    now,
  });
  await expectGolden(painted(screen, false), 'may-reset-question', []);
});

test.each([
  ['the target', local, 'permahub undo'],
  ['a remote target with another database', { ...staging, database: 'app' }, 'permahub undo'],
])('%s is put back by undo', (_, target, way) => {
  expect(ownWayBack({ target, proof: restored })).toBe(way);
});

test('what has no verified backup has no way back', () => {
  expect(wayBack({ target: zoo, proof: salvaged })).toBeNull();
  expect(ownWayBack({ target: local, proof: salvaged })).toBeNull();
});

test('a target that is another project’s is put back from its own folder', () => {
  expect(ownWayBack({ target: zoo, proof: restored })).toMatch(
    /^in \/home\/ada\/zoo: supabase start, then permahub restore \/.*\/backup_20251114_143022$/,
  );
});
