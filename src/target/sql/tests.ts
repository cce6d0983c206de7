import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { byBytes, codeOf, isAbsent } from './patterns.ts';
import { readSource } from './source.ts';
import type { SqlSource, WhatRuns } from './types.ts';
import type { AskedOf } from './what-runs.ts';

/**
 * `test db`: files named from the working folder, and below named folders (else supabase/tests) what ends in .sql or .pg,
 * links followed, as `pg_prove --ext .pg --ext .sql -r` finds them.
 */
export function ofTests({ invocation, surroundings }: AskedOf): WhatRuns {
  const { workdir, cwd } = surroundings;
  const sources: SqlSource[] = [];
  const faults: string[] = [];
  const shown = (path: string) => {
    const inside = relative(workdir, path);
    return inside.startsWith('..') ? path : inside;
  };
  const add = (path: string) => {
    const read = readSource(path, { file: shown(path), kind: 'test', version: null });
    if ('fault' in read) faults.push(read.fault);
    else sources.push(read.source);
  };
  const walk = (folder: string, above: readonly string[]) => {
    const real = realpathSync(folder);
    // A link back to a folder above would never end; pg_prove follows each folder once as well.
    if (above.includes(real)) return;
    for (const name of readdirSync(folder).sort(byBytes)) visit(join(folder, name), [...above, real], false);
  };
  const visit = (path: string, above: readonly string[], named: boolean) => {
    try {
      if (statSync(path).isDirectory()) walk(path, above);
      else if (named || /\.(sql|pg)$/.test(path)) add(path);
    } catch (error) {
      faults.push(`${shown(path)} cannot be read (${codeOf(error)})`);
    }
  };
  const named = invocation.operands.map((path) => resolve(cwd, path));
  for (const path of named) visit(path, [], true);
  if (named.length === 0) {
    const folder = resolve(workdir, 'supabase/tests');
    if (isThere(folder)) visit(folder, [], true);
    else return { sources, extent: 'exact', faults, stdin: null, stops: 'there is no folder supabase/tests' };
  }
  return { sources, extent: 'exact', faults, stdin: null };
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return !isAbsent(error);
  }
}
