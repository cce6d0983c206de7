import { expect, test } from 'vitest';
import type { RestoredCopy } from '../../src/backup/types.ts';
import { Failure } from '../../src/failures.ts';
import { planRehearsal } from '../../src/guard/rehearsal.ts';
import type { Source } from '../../src/guard/source.ts';
import type { Rehearse, Task } from '../../src/guard/task.ts';
import type { Impact } from '../../src/rehearsal/types.ts';

const copy = {} as RestoredCopy;
const failure = new Failure('rehearsal-folder', { path: '/tmp/x' });
const nothing: Impact = { kind: 'not-rehearsed', reason: 'it needs Docker' };

function plan(rehearse: Rehearse | null, needs: Task['decision']['needs'] = ['backup', 'rehearsal']) {
  const said: string[] = [];
  const log = { say: (text: string) => said.push(text), problem: () => null };
  const task = { rehearse, sql: null, decision: { verdict: 'guard', reason: '', needs } } as unknown as Task;
  const { signal } = new AbortController();
  const planned = planRehearsal({ task, log: log as never, signal }, {} as Source, (words) => said.push(words));
  return { planned, said };
}

test('what the rehearsal says is told, and logged when it is done', async () => {
  const { planned, said } = plan(async () => ({ run: async () => nothing }));
  const using = await planned?.onRestored(copy);
  expect(await planned?.impact).toBe(nothing);
  await using?.done;
  expect(said).toEqual(['rehearsing on the copy', 'not rehearsed: it needs Docker']);
});

// Catches: a clone that cannot be made ends the backup instead of the rehearsal, or is told by nobody.
test('a clone that cannot be made is told by the impact; the copy is free at once', async () => {
  const { planned } = plan(async () => {
    throw failure;
  });
  const using = await planned?.onRestored(copy);
  await expect(planned?.impact).rejects.toBe(failure);
  await expect(using?.done).rejects.toBe(failure);
});

test('a run that fails is told by the impact', async () => {
  const { planned } = plan(async () => ({ run: () => Promise.reject(failure) }));
  const using = await planned?.onRestored(copy);
  await expect(planned?.impact).rejects.toBe(failure);
  await expect(using?.done).rejects.toBe(failure);
});

test('nothing is planned where the policy asks for none, or the command has none', () => {
  expect(plan(async () => ({ run: async () => nothing }), ['backup']).planned).toBeNull();
  expect(plan(null).planned).toBeNull();
});
