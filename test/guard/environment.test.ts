import { describe, expect, test } from 'vitest';
import { asMarked, inItsEnvironment } from '../../src/guard/environment.ts';
import type { Held } from '../../src/guard/hold.ts';
import type { Task } from '../../src/guard/task.ts';
import type { Marker } from '../../src/postgres/marker.ts';
import type { Environment } from '../../src/target/types.ts';
import { targetIn } from '../policy/examples.ts';

const identity = { systemIdentifier: '77', databaseOid: 5 };
const marked = (environment: Marker['environment'], more: Partial<Marker> = {}): Marker => ({
  ...{ environment, fault: null, ...identity },
  ...more,
});

describe('a database that says which environment it is', () => {
  test.each<[Environment, Marker['environment'], Environment]>([
    ['local', 'production', 'production'],
    ['staging', 'production', 'production'],
    ['production', 'production', 'production'],
    ['local', 'staging', 'staging'],
    ['staging', 'staging', 'staging'],
    ['production', 'staging', 'production'],
  ])('%s that is marked %s is %s: stricter, never laxer', (from, marker, to) => {
    const target = asMarked(targetIn(from, { notes: ['A note.'] }), identity, marked(marker));
    expect(target).toEqual(
      targetIn(from, {
        environment: to,
        notes: from === to ? ['A note.'] : ['A note.', `The database itself is marked ${to}`],
      }),
    );
  });

  test.each([{ systemIdentifier: '78' }, { databaseOid: 6 }])(
    'is a copy when the marker is of another one: %j',
    (other) => {
      expect(asMarked(targetIn('local'), identity, marked('production', other))).toEqual(
        targetIn('local', {
          notes: [
            'It carries the production marker of another database: it is a copy of that one (after an upgrade of PostgreSQL, mark it anew)',
          ],
        }),
      );
    },
  );

  test('counts as production when its marker cannot be read', () => {
    for (const from of ['local', 'staging', 'production'] as const)
      expect(
        asMarked(targetIn(from), identity, marked('production', { fault: 'it stands there more than once' })),
      ).toEqual(
        targetIn(from, {
          environment: 'production',
          notes: [
            'The marker in the database cannot be read (it stands there more than once), so it counts as production',
          ],
        }),
      );
  });
});

describe('the run on it', () => {
  const task = { target: targetIn('local'), onTarget: (target) => ({ ...task, target, word: 'judged anew' }) } as Task;
  const held = (marker: Marker | null) => ({ source: { identity, marker } }) as Held;

  test('is judged anew where the marker makes a difference, and only there', () => {
    expect(inItsEnvironment(task, held(marked('production')))).toMatchObject({
      target: { environment: 'production' },
      word: 'judged anew',
    });
    expect(inItsEnvironment(task, held(null))).toBe(task);
    expect(inItsEnvironment(task, { source: null } as Held)).toBe(task);
  });
});
