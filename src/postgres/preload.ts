import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { copyNames } from './copy-names.ts';
import type { Like } from './scratch-locale.ts';

/** Extensions that cannot be made unless the server loaded their library when it started. */
const wantPreloading = ['pg_cron', 'pgaudit'];

/** Of jobs and workers that extensions start nothing may run on a copy: they would act on the world outside. */
export function quietSettings(like: Like): Record<string, string | number> {
  return { 'cron.database_name': copyNames(like).copy, 'cron.launch_active_jobs': 'off', max_worker_processes: 0 };
}

/**
 * Settings of a native scratch server for what the source's extensions need loaded, as far as the library lies beside the
 * server's programs in `folder`; none needed: none.
 */
export function preloadSettings(like: Like, folder: string): Record<string, string | number> {
  const libraries = like.extensions.filter((name) => wantPreloading.includes(name) && hasLibrary(folder, name));
  return libraries.length > 0 ? { shared_preload_libraries: libraries.join(','), ...quietSettings(like) } : {};
}

/** Where distributions put libraries, seen from the folder of the programs. */
function hasLibrary(folder: string, name: string): boolean {
  const places = ['../lib', '../lib/postgresql', '../lib64', '../lib64/postgresql', '../lib64/pgsql'];
  return places.some((place) => ['so', 'dylib'].some((end) => existsSync(join(folder, place, `${name}.${end}`))));
}
