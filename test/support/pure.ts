import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What a test does that another one in the same process could notice: files, programs, servers, the environment, the clock, fakes. */
const noticeable =
  /mkdtemp|mkdir|writeFile|symlink|child_process|execa|esbuild|startCluster|node:net|process\.|\bvi\.|setTimeout|globalThis/;

/**
 * Test files that neither do anything noticeable themselves nor import a file of the tests that does: they can share a process, which
 * saves half a second for each. Paths from `test/`. A new file needs no entry; what names something noticeable has a process of its own.
 */
export function pureTests(): string[] {
  const tests = resolve(import.meta.dirname, '..');
  const isPure = (file: string): boolean => {
    const all = new Set([file]);
    for (const one of all) {
      const text = readFileSync(one, 'utf8');
      if (noticeable.test(text)) return false;
      for (const [, path = ''] of text.matchAll(/(?:from |import |import\()'(\.[^']+)'/g)) {
        const beside = resolve(dirname(one), path);
        if (beside.startsWith(tests) && existsSync(beside)) all.add(beside);
      }
    }
    return true;
  };
  const names = readdirSync(tests, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.ts') && isPure(join(tests, name))).sort();
}
