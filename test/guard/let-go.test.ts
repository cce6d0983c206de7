import { afterEach, expect, test, vi } from 'vitest';
import { Failure } from '../../src/failures.ts';
import type { Held } from '../../src/guard/hold.ts';
import { letGo } from '../../src/guard/let-go.ts';

const left = new Failure('container-left', { container: 'permahub_scratch_1' });
const said: string[] = [];
const logged: string[] = [];
const log = { say: (text: string) => logged.push(text), problem: () => null };
const failing = (error: Error): Held => ({
  ...{ source: null, unreachable: null, running: [], others: [], volumes: [] },
  release: () => Promise.reject(error),
});
vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
  said.push(String(text));
  return true;
});
afterEach(() => {
  said.length = 0;
  logged.length = 0;
});

// Catches: a person's no (130) that ends as 69, because a scratch container stayed.
test.each([
  ['ended well', null],
  ['was stopped', new Failure('interrupted')],
])('a container that stays is said, and takes nothing away from a run that %s', async (_, ended) => {
  await letGo(failing(left), log, ended);
  expect(said.join('')).toBe(
    'permahub: Docker did not remove the scratch container permahub_scratch_1.\n  Remove it when Docker answers again: `docker rm -fv permahub_scratch_1`.\n',
  );
  expect(logged).toEqual([left.message]);
});

test('it is said once, where it is what ended the run', async () => {
  const ended = new Failure('copy-left', { container: 'permahub_scratch_1', volume: 'supabase_db_shop' });
  await letGo(failing(left), log, ended);
  expect([said, logged]).toEqual([[], [left.message]]);
});

test('a bug is no container', async () => {
  await expect(letGo(failing(new TypeError('no')), log, null)).rejects.toThrow(TypeError);
});
