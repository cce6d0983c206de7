import { expect, test } from 'vitest';
import { tripwireLines } from '../../src/commands/tripwire-words.ts';
import { Failure } from '../../src/failures.ts';
import { installedAgain, isAsGood, notArmed } from '../../src/guard/tripwire.ts';
import { painted } from '../../src/terminal/style.ts';
import type { Judged } from '../../src/tripwire/types.ts';

const armed: Judged = {
  state: 'armed',
  binding: { systemIdentifier: '7711104567165033314', databaseOid: 5, rows: 100 },
  owner: 'postgres',
  eventTriggers: ['permahub_start', 'permahub_drop', 'permahub_rewrite', 'permahub_end'],
  guarded: ['public.orders', 'public.lines'],
  lacking: [],
  outOfReach: ['auth.users (supabase_auth_admin)', 'storage.objects (supabase_storage_admin)'],
  problems: [],
};
const lacks = 'The table public.lines lacks its triggers: TRUNCATE and large deletes are not refused there.';
const partial: Judged = {
  ...armed,
  state: 'partial',
  eventTriggers: [],
  guarded: ['public.orders'],
  lacking: ['public.lines'],
  problems: ['The event trigger permahub_drop is missing: drops are not refused.', lacks],
};

test('what people read of every state, and of every failure, is as written', async () => {
  const screens = [armed, partial, { ...armed, state: 'copy' as const }].map((is) => tripwireLines('linked', is));
  const after = [installedAgain(armed, armed), installedAgain(partial, armed), notArmed('nothing listens there')];
  const failures = [
    new Failure('tripwire-schema-taken', { owner: 'marta' }),
    new Failure('tripwire-not-allowed', { role: 'marta', problem: 'permission denied for schema permahub' }),
    new Failure('tripwire-no-ticket', { problem: '127.0.0.1:5432/postgres cannot be reached' }),
    new Failure('tripwire-left', { left: '  schema permahub' }),
  ].map((failure) => `${failure.status}: ${failure.message}\n${failure.hint}\n`);
  const text = [...[...screens, ...after].map((lines) => painted(lines, false)), ...failures].join('\n');
  await expect(text).toMatchFileSnapshot('../goldens/tripwire-words.txt');
  expect(Math.max(...[...screens, ...after].flat().map((line) => line.text.length))).toBeLessThanOrEqual(80);
});

test.each([
  { name: 'armed', now: armed, before: armed, good: true },
  { name: 'armed where it had been in part', now: armed, before: partial, good: true },
  { name: 'in part as before', now: partial, before: partial, good: true },
  {
    name: 'in part, and less was missing before',
    now: partial,
    before: { ...partial, problems: [lacks] },
    good: false,
  },
  { name: 'in part where it was armed', now: partial, before: armed, good: false },
  { name: 'gone', now: { ...armed, state: 'absent' as const }, before: armed, good: false },
])('$name: as good as it was is $good', ({ now, before, good }) => {
  expect(isAsGood(now, before)).toBe(good);
});
