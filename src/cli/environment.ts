import { Failure } from '../failures.ts';

/** How many guards may stand in front of each other: more is a loop. */
const deepest = 5;

/** Throws Failure cli-loop (69) when guards have been starting guards. */
export function refuseLoop(env: NodeJS.ProcessEnv): void {
  if (isLoop(env)) throw new Failure('cli-loop', { depth: deepest });
}

/** Whether guards have been starting guards. */
export function isLoop(env: NodeJS.ProcessEnv): boolean {
  return depth(env) > deepest;
}

/**
 * The environment the real CLI gets: ours, without the variable that sends its launcher to another program (which may be
 * ourselves), and one deeper.
 */
export function forwardEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { SUPABASE_CLI_BINARY_OVERRIDE: _, ...rest } = env;
  return { ...rest, PERMAHUB_DEPTH: String(depth(env) + 1) };
}

function depth(env: NodeJS.ProcessEnv): number {
  const value = Number(env.PERMAHUB_DEPTH ?? 0);
  return Number.isInteger(value) && value > 0 ? value : 0;
}
