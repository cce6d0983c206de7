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
  const faults: string[] = [];
  const shown = (path: string) => {
    const inside = relative(workdir, path);
    return inside.startsWith('..') ? path : inside;
  };
  const walk = (path: string, above: readonly string[], named: boolean): string[] => {
    try {
      if (!statSync(path).isDirectory()) return named || /\.(sql|pg)$/.test(path) ? [path] : [];
      const real = realpathSync(path);
      // A link to a folder above would never end; pg_prove enters no folder twice either.
      if (above.includes(real)) return [];
      return readdirSync(path).flatMap((name) => walk(join(path, name), [...above, real], false));
    } catch (error) {
      // A link that leads nowhere is no file to pg_prove.
      if (named || !isAbsent(error)) faults.push(`${shown(path)} cannot be read (${codeOf(error)})`);
      return [];
    }
  };
  const named = invocation.operands.map((path) => resolve(cwd, path));
  const standard = resolve(workdir, 'supabase/tests');
  if (named.length === 0 && !isThere(standard))
    return { sources: [], extent: 'exact', faults, stdin: null, stops: 'there is no folder supabase/tests' };
  const found = (named.length > 0 ? named : [standard]).flatMap((path) => walk(path, [], true).sort(byBytes));
  const sources: SqlSource[] = [];
  for (const path of new Set(found)) {
    const read = readSource(path, { file: shown(path), kind: 'test', version: null });
    if ('fault' in read) faults.push(read.fault);
    else sources.push(read.source);
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
