import { isAbsolute, join } from 'node:path';
import type { MigrationFile } from './migrations.ts';
import { expandPatterns } from './patterns.ts';
import { readSource } from './source.ts';
import type { History, SqlKind, SqlSource, WhatRuns } from './types.ts';

/** Reads files in the order they run, and keeps what could not be read. */
export interface Gathering {
  readonly migrations: (files: readonly MigrationFile[]) => void;
  /** supabase/roles.sql, where there is one. */
  readonly roles: () => void;
  /** Seeds whose path the database does not know; of the others the CLI at most notes a changed hash [ran both]. */
  readonly seeds: (patterns: readonly string[], ran: History['seeds']) => void;
  readonly runs: (extent: WhatRuns['extent']) => WhatRuns;
  /** The CLI would stop before any SQL: no sources. */
  readonly stops: (why: string) => WhatRuns;
}

/** Starts with the faults known already. `workdir` is the folder that holds supabase/. */
export function gathering(workdir: string, known: readonly string[]): Gathering {
  const sources: SqlSource[] = [];
  const faults: string[] = [...known];
  const add = (file: string, kind: SqlKind, version: string | null = null) => {
    const read = readSource(isAbsolute(file) ? file : join(workdir, file), { file, kind, version });
    if ('fault' in read) faults.push(read.fault);
    else sources.push(read.source);
  };
  const found = (patterns: readonly string[]) => {
    const expanded = expandPatterns(workdir, patterns);
    faults.push(...expanded.faults);
    return expanded.files;
  };
  return {
    migrations: (files) => {
      for (const { name, version } of files) add(`supabase/migrations/${name}`, 'migration', version);
    },
    roles: () => {
      for (const file of found(['supabase/roles.sql'])) add(file, 'roles');
    },
    seeds: (patterns, ran) => {
      for (const file of found(patterns)) if (!ran.has(file)) add(file, 'seed');
    },
    runs: (extent) => ({ sources, extent, faults, stdin: null }),
    stops: (stops) => ({ sources: [], extent: 'exact', faults, stdin: null, stops }),
  };
}
