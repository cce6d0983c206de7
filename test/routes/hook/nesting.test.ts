import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge, type Known } from '../../../src/routes/hook/judge.ts';
import { nested } from './generate.ts';

/** No disk, and one thing known: `db reset` and SQL that drops destroy. */
const known: Known = {
  files: { read: () => null, home: '/home/ann' },
  scrub: (text) => text,
  backups: async () => [],
  sql: async (sources) => ({
    destroys: sources.filter(({ text }) => /drop/.test(text)).map(() => 'Drops it.'),
    unread: [],
  }),
  supabase: async ({ args, raw }) =>
    /db reset/.test(args.map(({ sketch }) => sketch).join(' '))
      ? { verdict: 'deny', rule: 'reset', command: raw, message: 'Empties it.' }
      : null,
};

const destructive: readonly (readonly string[])[] = [
  ['supabase', 'db', 'reset'],
  ['npx', '-y', 'supabase@latest', 'db', 'reset'],
  ['/usr/local/bin/supabase', 'db', 'reset'],
  ['psql', '-c', 'drop table users'],
  ['psql', '-qAtcdrop table users'],
  ['dropdb', 'shop'],
  ['pg_restore', '--clean', '-d', 'shop', 'x.dump'],
  ['docker', 'volume', 'rm', 'supabase_db_shop'],
  ['docker', 'exec', '-i', 'db', 'psql', '-c', 'drop table users'],
  ['npx', 'prisma', 'migrate', 'reset'],
  ['rails', 'db:drop'],
];

describe('a command that destroys, whatever stands around it', () => {
  for (const words of destructive)
    test(`is never without an opinion: ${words.join(' ')}`, async () => {
      await fc.assert(
        fc.asyncProperty(nested(words), async (command) => {
          const rulings = await judge({ kind: 'shell', command, folder: '/srv/shop' }, known);
          expect(rulings[0]?.verdict, command).toBe('deny');
        }),
        { numRuns: 150 },
      );
    });

  test('of any text at all it never throws', async () => {
    const text = fc.string({
      unit: fc.constantFrom(...'supabase db reset $(){}[]|&;<>\'"\\`\n#!*?~=-'.split('')),
      maxLength: 80,
    });
    await fc.assert(
      fc.asyncProperty(text, async (command) => {
        await judge({ kind: 'shell', command, folder: '/srv/shop' }, known);
      }),
      { numRuns: 2000 },
    );
  });
});
