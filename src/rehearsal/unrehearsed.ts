import type { Era } from '../cli/types.ts';
import type { Invocation } from '../invocation/types.ts';

/** Commands that do to a URL what they do to their target. */
const rehearsable: ReadonlySet<string> = new Set([
  ...['db push', 'db query', 'db reset'],
  ...['migration up', 'migration down', 'migration repair'],
]);

const shadow = 'it builds a second database with Docker, which a scratch server cannot give it';

/** Why the others are not run on a clone, in words. */
const reasons: Readonly<Record<string, string>> = {
  'db schema declarative sync': shadow,
  'db schema declarative generate': shadow,
  'db pull': shadow,
  'db remote commit': shadow,
  'migration squash': shadow,
  'db test': 'it runs the tests in a container, which cannot reach a scratch server',
  'test db': 'it runs the tests in a container, which cannot reach a scratch server',
};

/** Why this invocation is not run on a clone; null when it can be. Pure. */
export function unrehearsable({ command }: Invocation, era: Era): string | null {
  if (era !== 'v2' && era !== 'v3')
    return 'this version of the CLI was never seen to leave everything but the given URL alone';
  if (rehearsable.has(command)) return null;
  return reasons[command] ?? `"supabase ${command}" does not work on a database alone`;
}
