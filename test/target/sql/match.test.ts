import { expect, test } from 'vitest';
import { matcher } from '../../../src/target/sql/match.ts';

test.each([
  ['*.sql', ['a.sql', '.sql', 'ä.sql', 'a\n.sql'], ['a.sql.bak', 'a/b.sql', 'A.SQL']],
  ['**', ['', 'abc'], ['a/b']],
  ['?', ['a', 'ä', '😀', '.'], ['', 'ab', '/']],
  ['[abc].sql', ['a.sql'], ['d.sql', '.sql', 'ab.sql']],
  ['[^a-c]', ['d', 'ä', '^'], ['a', 'c', '']],
  ['[!a]', ['!', 'a'], ['b']],
  ['[a-]x', null, null],
  ['[-a]', null, null],
  ['[]a]', null, null],
  ['[]', null, null],
  ['[', null, null],
  ['[a', null, null],
  ['[a-', null, null],
  ['a\\', null, null],
  ['[\\', null, null],
  ['\\*', ['*'], ['a', '\\*']],
  ['[\\]]', [']'], ['\\', 'a']],
  ['[\\--z]', ['-', 'a', 'z'], ['!', ',']],
  ['[z-a]', [], ['a', 'z', 'm', '\0']],
  ['[^z-a]', ['a', 'z'], ['']],
  ['{a,b}', ['{a,b}'], ['a']],
  ['a.b+(c)$^|', ['a.b+(c)$^|'], ['aXb']],
  [']', [']'], ['']],
  ['', [''], ['a']],
] as const)('the pattern %j means %j and not %j', (pattern, yes, no) => {
  const found = matcher(pattern);
  if (yes === null || no === null) return expect(found).toBeNull();
  expect([...yes, ...no].filter((name) => found?.test(name))).toEqual(yes);
});
