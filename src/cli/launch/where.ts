import { realpathSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';

/** Who asks, from where. */
export interface Caller {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The file in which it is kept where the real CLI was found from this folder: $XDG_CACHE_HOME/permahub/launch, and below it
 * the folder as the shell calls it, which bin/supabase finds without a program. Null where more decides than is kept.
 */
export function knownAt({ cwd, env }: Caller): { readonly base: string; readonly file: string } | null {
  if (env.SUPABASE_WORKDIR || env.NODE_ENV) return null;
  const cache = env.XDG_CACHE_HOME || (env.HOME ? join(env.HOME, '.cache') : '');
  if (!isAbsolute(cache)) return null;
  const base = join(cache, 'permahub', 'launch');
  return { base, file: join(base, logical(cwd, env.PWD), '=known') };
}

/** PWD where it names the working directory in its own way, as shells take it. */
function logical(cwd: string, pwd: string | undefined): string {
  if (!pwd || !isAbsolute(pwd) || normalize(pwd) !== pwd) return cwd;
  try {
    return realpathSync(pwd) === cwd ? pwd : cwd;
  } catch {
    return cwd; // PWD names nothing.
  }
}
