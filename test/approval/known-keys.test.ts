import { expect, test } from 'vitest';
import { knownKeys } from '../../src/approval/known-keys.ts';

test.each([
  ['plain text', 'db reset é 🙂', 'db reset é 🙂'],
  ['Enter, Ctrl-C and Backspace', 'a\r\u0003\u007f', 'a\r\u0003\u007f'],
  ['Escape alone', '\u001b', '\u001b'],
  ['the arrows', '\u001b[A\u001b[B\u001b[C\u001b[D\u001bOC', '\u001b[A\u001b[B\u001b[C\u001b[D\u001bOC'],
  ['an arrow with Ctrl', '\u001b[1;5C', '\u001b[1;5C'],
  ['Home, End and Delete', '\u001b[H\u001b[4~\u001b[3~', '\u001b[H\u001b[4~\u001b[3~'],
  ['F1 and F5', 'a\u001bOPb\u001b[15~c', 'abc'],
  ['Insert, Page Up and Page Down', '\u001b[2~\u001b[5~\u001b[6~', ''],
  ['Shift-F5', '\u001b[15;2~', ''],
  ['the brackets around what is pasted', '\u001b[200~code\u001b[201~', 'code'],
])('%s', (_, typed, kept) => {
  expect(knownKeys(typed)).toBe(kept);
});
