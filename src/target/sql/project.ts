import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseDocument } from '../config.ts';
import { isOn } from './flag-values.ts';
import { codeOf } from './patterns.ts';
import { type Plan, planOf } from './plan.ts';
import { readVariables } from './variables.ts';
import type { AskedOf } from './what-runs.ts';

/**
 * The plan of migrations and seeds for this invocation, from the configuration file the surroundings found. 3.x and 2.x
 * apply [remotes.X] only where the target is the linked project or a named ref, never for a URL [ran both].
 */
export function readPlan(of: AskedOf): Plan & { readonly experimental: boolean } {
  const { invocation, surroundings, target } = of;
  const variables = readVariables(surroundings, of.env, invocation.era !== 'cobra');
  const { document, faults } = readDocument(of);
  const plan = planOf({
    invocation,
    document,
    projectRef: target.kind === 'linked' ? target.projectRef : null,
    variable: variables.value,
  });
  const unnamed =
    target.kind === 'branch' && (surroundings.config?.remotes.length ?? 0) > 0
      ? [`which of [remotes.*] applies to branch ${target.label} is known to the API alone`]
      : [];
  const set = variables.value('SUPABASE_EXPERIMENTAL') ?? 'false';
  const experimental = isOn(invocation, 'experimental') || !/^(0|f|false|n|no|off)$/i.test(set);
  const all = [...surroundings.faults, ...faults, ...variables.faults, ...plan.faults, ...unnamed];
  return {
    ...plan,
    faults: [...new Set(all.map((fault) => fault.replaceAll(`${surroundings.workdir}/`, '')))],
    experimental,
  };
}

function readDocument({ surroundings: { config, workdir } }: AskedOf): {
  document: unknown;
  faults: readonly string[];
} {
  if (config === null) return { document: {}, faults: [] };
  try {
    return { document: parseDocument(config.file, readFileSync(config.file, 'utf8')), faults: [] };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const file = relative(workdir, config.file);
    const fault = code === undefined ? `${file} cannot be parsed` : `${file} cannot be read (${codeOf(error)})`;
    return { document: {}, faults: [fault] };
  }
}
