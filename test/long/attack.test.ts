import { expect, test } from 'vitest';
import { describeAttacks } from '../guard/attack.ts';
import { attacks } from '../guard/attacks.ts';
import { chain } from '../guard/golden.ts';
import { type Answer, confirmation } from '../support/pty.ts';

test('the table holds at least forty attacks, each of another name', () => {
  expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
  expect(attacks.length).toBeGreaterThanOrEqual(40);
});

const attacked = describeAttacks(attacks, 54953);

test('the code of an earlier question answers nothing', async () => {
  let code = '';
  const remember: Answer = [
    /Type "(.+?)" to confirm/,
    (match) => {
      code = match[1] as string;
      return '';
    },
  ];
  const because: Answer = [/reason/, 'Because'];
  const name = 'the code of an earlier question';
  await attacked.run({ name, line: 'guarded', answers: [because, remember], says: 'confirmation was left empty' });
  const replay: Answer = [/to confirm/, () => code];
  await attacked.run({
    name,
    line: 'guarded',
    answers: [because, replay, replay, replay],
    says: 'Not approved: the confirmation was wrong 3 times.',
  });
});

// docs/threat-model.md, "Does not stop", names this test.
test('the known limit: a program that owns a pseudo-terminal and reads the code from its screen is approved', async () => {
  await attacked.run({
    name: 'a driver written for it',
    line: 'guarded',
    answers: [[/reason/, 'A program says so'], confirmation],
    says: 'permahub undo',
    statuses: ['0'],
  });
  const { box } = attacked;
  expect(chain(box.backups).at(-1)).toMatchObject({ kind: 'outcome', facts: { status: 0 } });
  expect(chain(box.backups).findLast(({ kind }) => kind === 'intent')?.text).toContain('A program says so');
  // What it did is not lost: the backup was proven first.
  expect((await box.asPerson('permahub', ['undo'], [[/reason/, 'Nobody wanted that'], confirmation])).status).toBe(0);
});
