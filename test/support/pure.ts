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
  const seen = new Map<string, boolean>();
  const isPure = (file: string): boolean => {
    const known = seen.get(file);
    if (known !== undefined) return known;
    seen.set(file, true); // Where files import each other.
    const text = readFileSync(file, 'utf8');
    const beside = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => resolve(dirname(file), path));
    const pure =
      !noticeable.test(text) && beside.filter((path) => path.startsWith(tests) && existsSync(path)).every(isPure);
    seen.set(file, pure);
    return pure;
  };
  const all = readdirSync(tests, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => name.endsWith('.test.ts') && isPure(join(tests, name))).sort();
}
