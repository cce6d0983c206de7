import { expect, test } from 'vitest';
import type { Backup, Proven } from '../../src/backup/types.ts';
import { backupsMade, backupsOf } from '../../src/guard/backups-made.ts';
import type { Held, Other } from '../../src/guard/hold.ts';
import type { Proof } from '../../src/verification/types.ts';

const backup = (name: string) => ({ metadata: { backup: name } }) as Backup;
const published = (name: string) => Promise.resolve({ backup: backup(name) } as Proven);
const failed = () => {
  const never = Promise.reject<Proven>(new Error('the disk is full'));
  never.catch(() => undefined);
  return never;
};
const held = (running: Promise<Proven>[], beside: Promise<Proven>[][] = []) =>
  ({ running, others: beside.map((each) => ({ held: { running: each } }) as unknown as Other) }) as unknown as Held;
const restored = (name: string) => ({ kind: 'restored', backup: backup(name) }) as Proof;
const names = (backups: readonly Backup[]) => backups.map(({ metadata }) => metadata.backup);

// Catches: a database that went along with the target, and whose backup stays on this machine alone.
test('what a run published: its own, those a later one took the place of, those of databases beside it; not what failed', async () => {
  const run = held([published('first'), failed(), published('second')], [[published('beside')], [failed()], []]);
  expect(names(await backupsMade(run))).toEqual(['first', 'second', 'beside']);
  expect(names(await backupsMade(held([])))).toEqual([]);
});

test('what was relied on counts too, each once; a database that had nothing to back up adds none', async () => {
  const nothing: Proof = { kind: 'nothing-to-back-up', reason: 'this changes no data' };
  const run = held([published('own')], [[published('beside')]]);
  const proofs = [restored('own'), restored('reused'), nothing, restored('beside')];
  expect(names(await backupsOf(run, proofs))).toEqual(['own', 'beside', 'reused']);
});
