import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prebuilt, tryLock } from '../../src/postgres/native-lock.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-native-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The short way and the library's own must be the same lock: two versions of the guard may meet on one file.
const library = createRequire(import.meta.url)('fs-native-extensions') as { readonly tryLock: typeof tryLock };
const short = prebuilt();
const ways: readonly (readonly [string, typeof tryLock, typeof tryLock])[] = [
  ['the short way, then the short way', tryLock, tryLock],
  ['the library, then the short way', library.tryLock, tryLock],
  ['the short way, then the library', tryLock, library.tryLock],
];

test('the native part is where the library keeps it', () => {
  expect(short).not.toBeNull();
});

describe.each(ways)('%s', (_, first, second) => {
  test.each([
    [{ shared: false }, { shared: false }, false],
    [{ shared: true }, { shared: false }, false],
    [{ shared: true }, { shared: true }, true],
  ])('held %j, wanted %j: %s', (held, wanted, gets) => {
    const [a, b] = [openSync(join(folder, 'lock'), 'w+'), openSync(join(folder, 'lock'), 'w+')];
    expect(first(a, 7, 1, held)).toBe(true);
    expect(second(b, 8, 1, wanted)).toBe(true);
    expect(second(b, 7, 1, wanted)).toBe(gets);
    closeSync(a);
    expect(second(b, 7, 1, wanted)).toBe(true);
    closeSync(b);
  });
});

test('what is no open file is an error, not a lock', () => {
  expect(() => tryLock(-1)).toThrow();
});
