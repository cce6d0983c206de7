import { expect, test } from 'vitest';
import { checklists } from '../../src/checklists/items.ts';
import { checklistScreen, closingLines } from '../../src/checklists/screen.ts';
import { answered, stateOf } from '../../src/checklists/state.ts';
import type { Facts, Kind } from '../../src/checklists/types.ts';
import { painted } from '../../src/terminal/style.ts';
import { expectGolden } from '../guard/golden.ts';
import { facts, file, now, record } from './facts.ts';

const lint = { findings: [{ file, line: 3, message: 'Drops table public.users with all its rows.' }], unparsed: [] };
const untested = { kind: 'untested', files: [file] } as const;

function screen(
  kind: Kind,
  more: object,
  typed: Readonly<Record<string, string>>,
  unasked: string | null = null,
): string {
  const list = checklists[kind];
  const seen = facts(more as Partial<Facts>);
  const items = Object.entries(typed).reduce(
    (state, [id, words]) =>
      answered(list, state, { id, typed: words, who: 'Ann <ann@example.com>', at: now.toISOString() }),
    stateOf(list, seen, null),
  );
  const of = record(kind, items);
  const kept = `backups/database/checklists/${kind}_20251114T150000000Z.json`;
  return painted(
    [...checklistScreen(of, 'abcdefghijklmnopqrst'), ...closingLines({ record: of, file: kept, unasked })],
    false,
  );
}

test('every screen, whole, at 80 columns', async () => {
  const screens = [
    screen('migrations', { lint }, { purpose: 'Tidies the users up: public.users goes, nothing else changes' }),
    screen('reset', { backups: [] }, {}, 'no terminal'),
    screen(
      'production',
      {
        tested: { local: facts().tested.local, staging: untested },
        pointInTime: { kind: 'unknown', why: 'it is not known to be a hosted project' },
      },
      {
        window: 'Saturday 22:00 UTC, one hour',
        notified: 'yes',
        monitoring: 'no',
      },
    ),
  ];
  const wide = screens
    .join('')
    .split('\n')
    .filter((line) => [...line].length > 80);
  expect(wide).toEqual([]);
  await expectGolden(screens.join('\n'), 'checklist-screens', []);
});
