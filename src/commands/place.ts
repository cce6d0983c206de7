import { fileURLToPath } from 'node:url';
import type { Place } from '../guard/look.ts';

/** Where this process stands. `self` are the shim's files: dist/*.js beside bin/supabase. */
export function thisPlace(): Place {
  const shim = fileURLToPath(new URL('../bin/supabase', import.meta.url));
  return { cwd: process.cwd(), env: process.env, self: [shim, fileURLToPath(import.meta.url)] };
}
