import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { readDotenv } from './dotenv.ts';

/** Variables that decide the target and hold no secret: the only ones that are kept. */
const kept = [
  'DOCKER_CONTEXT',
  'DOCKER_HOST',
  'PGDATABASE',
  'PGHOST',
  'PGPORT',
  'PGSERVICE',
  'PGSSLMODE',
  'PGUSER',
  'SUPABASE_DB_PORT',
  'SUPABASE_DB_SHADOW_PORT',
  'SUPABASE_PROFILE',
  'SUPABASE_PROJECT_ID',
  'SUPABASE_SERVICES_HOSTNAME',
  'SUPABASE_WORKDIR',
];

type Variables = Readonly<Record<string, string | undefined>>;

/** One layer of variables: everything for looking up while reading, and the few that are kept. */
interface Layer {
  readonly all: Variables;
  readonly kept: Readonly<Record<string, string>>;
}

/**
 * Adds dotenv files (strongest first) under the variables that are set already. `origins` learns which file a kept
 * variable came from; `faults` learns of files that cannot be read and of values that refer to other variables.
 */
export function layer(
  files: readonly string[],
  into: { over: Variables; cwd: string; origins: Record<string, string>; faults: string[] },
): Layer {
  const all: Record<string, string | undefined> = { ...into.over };
  for (const file of files) {
    const text = readText(file, into.faults);
    for (const [name, value] of Object.entries(text === null ? {} : readDotenv(text))) {
      if (all[name] !== undefined) continue;
      all[name] = value;
      if (!kept.includes(name)) continue;
      into.origins[name] = relative(into.cwd, file);
      if (value.includes('$')) into.faults.push(`${name} in ${file} refers to another variable; write its value out`);
    }
  }
  const known = kept.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const]));
  return { all, kept: Object.fromEntries(known) };
}

/** A file's text, null when it is not there; anything else that keeps it from being read is a fault. */
export function readText(file: string, faults: string[]): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') faults.push(`${file} cannot be read (${code})`);
    return null;
  }
}
