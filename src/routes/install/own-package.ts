import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The project a copy of permahub belongs to, by the path of its shim; null for one that is installed for everybody or stands
 * alone. A set-up of the whole account must not hang on one project, nor on npx's cache.
 */
export function projectOfPackage(shim: string): string | null {
  const at = shim.indexOf('/node_modules/');
  if (at < 0) return null;
  const holder = shim.slice(0, at);
  // pnpm, yarn and bun keep what is installed for everybody in a project of their own, named so.
  return existsSync(join(holder, 'package.json')) && !holder.split('/').includes('global') ? holder : null;
}

/** How a project's own permahub is reached from its node_modules/.bin; null when it has none. */
export function besideCommand(command: string): string | null {
  return existsSync(join(dirname(command), '../permahub/bin/supabase')) ? '../permahub/bin/supabase' : null;
}
