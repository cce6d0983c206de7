import { expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import type { ChainLine, EntryKind } from '../../src/journal/types.ts';
import { chooseUndo } from '../../src/recovery/undo.ts';

let seq = 0;
const line = (kind: EntryKind, run: string, facts: Record<string, unknown>): ChainLine => {
  seq += 1;
  const at = `2025-11-14T14:${String(10 + (seq % 40))}:00Z`;
  return { schema: 1, seq, kind, at, run, text: '', textAt: 0, facts, previous: '', hash: '' };
};
const intent = (run: string, target: string, backup: string | null, command = 'db reset') =>
  line('intent', run, { command, target, backup });
const outcome = (run: string, facts: Record<string, unknown> = { status: 0 }) => line('outcome', run, facts);
const backup = (name: string, key: string, systemIdentifier = '1') =>
  ({
    directory: '/b',
    metadata: { backup: name, target: { key }, identity: { systemIdentifier } },
  }) as unknown as Backup;

const shop = 'shop:local';
const other = 'forum:local';

const found: readonly (readonly [string, readonly ChainLine[], readonly Backup[], string])[] = [
  [
    'the last run of the target',
    [intent('1', shop, 'a'), outcome('1'), intent('2', shop, 'b'), outcome('2')],
    [backup('a', shop), backup('b', shop)],
    'b',
  ],
  [
    'a run without an outcome, after a crash',
    [intent('1', shop, 'a'), outcome('1'), intent('2', shop, 'b')],
    [backup('b', shop)],
    'b',
  ],
  [
    'a run that failed, for it may have emptied the database',
    [intent('1', shop, 'a'), outcome('1', { status: 1 })],
    [backup('a', shop)],
    'a',
  ],
  [
    'the run of this target, whatever ran later on another',
    [intent('1', shop, 'a'), intent('2', other, 'b')],
    [backup('a', shop), backup('b', other)],
    'a',
  ],
  [
    'the key, when the system identifier is another after a local reset',
    [intent('1', shop, 'a')],
    [backup('a', shop, '999')],
    'a',
  ],
  [
    'an undo, so that undoing again takes it back',
    [intent('1', shop, 'a'), outcome('1'), intent('2', shop, 'b', 'undo'), outcome('2')],
    [backup('a', shop), backup('b', shop)],
    'b',
  ],
  [
    'the run before a restore that was rolled back',
    [
      intent('1', shop, 'a'),
      outcome('1'),
      intent('2', shop, 'b', 'undo'),
      outcome('2', { status: 65, changed: false }),
    ],
    [backup('a', shop), backup('b', shop)],
    'a',
  ],
  [
    'the run before a refusal',
    [intent('1', shop, 'a'), outcome('1'), line('refusal', '2', { command: 'db reset', target: shop })],
    [backup('a', shop)],
    'a',
  ],
];

test.each(found)('undo finds %s', (_, journal, backups, expected) => {
  const choice = chooseUndo(journal, backups, shop);
  expect(choice.kind === 'undo' && [choice.backup.metadata.backup, choice.run.facts.backup]).toEqual([
    expected,
    expected,
  ]);
});

const nothing: readonly (readonly [string, () => readonly ChainLine[], readonly Backup[], RegExp | string])[] = [
  ['the journal is empty', () => [], [backup('a', shop)], 'The journal holds no guarded run for shop:local.'],
  [
    'only another target was run',
    () => [intent('1', other, 'b')],
    [backup('b', other)],
    'The journal holds no guarded run for shop:local.',
  ],
  [
    'there was nothing to back up',
    () => [intent('1', shop, 'a'), intent('2', shop, null)],
    [backup('a', shop)],
    /^The last run for shop:local, db reset of .*Z, had no backup: there was nothing to back up\.$/,
  ],
  [
    'the backup is gone',
    () => [intent('1', shop, 'z'), intent('2', shop, 'a')],
    [backup('z', shop)],
    /^a, the backup made before db reset of .*Z, is not in the backup directory any more\.$/,
  ],
  [
    'the backup is of another target',
    () => [intent('1', shop, 'b')],
    [backup('b', other)],
    /^b, named by db reset of .*Z, is a backup of forum:local, not of shop:local\.$/,
  ],
];

test.each(nothing)('undo says why it finds none when %s', (_, journal, backups, reason) => {
  const choice = chooseUndo(journal(), backups, shop);
  expect(choice.kind).toBe('none');
  expect(choice.kind === 'none' && choice.reason).toEqual(
    typeof reason === 'string' ? reason : expect.stringMatching(reason),
  );
});
