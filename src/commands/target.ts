import type { Metadata } from '../backup/types.ts';
import { targetArgument } from '../duties/target-argument.ts';
import { Failure } from '../failures.ts';
import { assertProject } from '../guard/refuse.ts';
import type { Invocation } from '../invocation/types.ts';
import { resolveTarget } from '../target/resolve.ts';
import type { Target } from '../target/types.ts';
import { openProject, ownInvocation, type Project } from './project.ts';

/** `--target local|linked|<ref>|<URL>` in the form the Supabase CLI 3.x knows: nothing, --remote, --remote=<value>. */
export function targetFlags(target: string | null): Invocation['flags'] {
  if (target === null || target === 'local') return [];
  const value = target === 'linked' ? '' : target;
  return [{ name: 'remote', value, explicit: value !== '' }];
}

/** The target the project was opened for. Failure: target-unresolved. */
export function namedTarget({ surroundings, settings, flags }: Project): Target {
  const target = resolveTarget(ownInvocation(flags), surroundings, settings.environments, 'local');
  if (target.problem !== null) throw new Failure('target-unresolved', { problem: target.problem });
  assertProject(target, surroundings.workdir);
  return target;
}

/** The target of an earlier run, opened anew from what its backup remembers. Failures: target-unresolved. */
export async function targetOfRun(of: Metadata['target']): Promise<{ project: Project; target: Target }> {
  const project = await openProject(targetFlags(targetArgument(of)));
  const target = namedTarget(project);
  if (target.key !== of.key)
    throw new Failure('target-unresolved', {
      problem: `${of.label} was ${of.key}, and here it would be ${target.key}`,
    });
  return { project, target };
}
