import { join } from 'node:path';
import { loadedByBun, loadedByCli } from '../dotenv.ts';
import { layer } from '../layers.ts';
import type { Surroundings } from '../types.ts';

/** Answers what the CLI would find under a name: environment, then what Bun and the CLI read from dotenv files. */
export interface Variables {
  readonly value: (name: string) => string | undefined;
  /** Grows as files cannot be read, or a value that is asked for refers to another variable. */
  readonly faults: string[];
}

/** The variables the CLI's configuration can name; read anew, because the surroundings keep only those that choose the target. */
export function readVariables(
  surroundings: Surroundings,
  env: Readonly<Record<string, string | undefined>>,
  hasBun: boolean,
): Variables {
  const { cwd, workdir } = surroundings;
  const faults: string[] = [];
  const into = { cwd, origins: {}, faults };
  const files = (folder: string, names: readonly string[]) => names.map((name) => join(folder, name));
  const ambient = layer(hasBun ? files(cwd, loadedByBun(env.NODE_ENV)) : [], { ...into, over: env });
  const own = loadedByCli(env.SUPABASE_ENV);
  const project = layer([...files(join(workdir, 'supabase'), own), ...files(workdir, own)], {
    ...into,
    over: ambient.all,
  });
  const value = (name: string) => {
    const found = (ambient.all[name] ?? project.all[name]) || undefined;
    if (found?.includes('$') && env[name] === undefined)
      faults.push(`${name} in a dotenv file refers to another variable; write its value out`);
    return found;
  };
  return { value, faults };
}
