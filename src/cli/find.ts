import { isAbsolute, resolve } from 'node:path';
import { Failure } from '../failures.ts';
import { type Candidate, candidates } from './candidates.ts';
import { refuseLoop } from './environment.ts';
import { eraOf } from './era.ts';
import { examine } from './examine.ts';
import type { RealCli } from './types.ts';
import { versionOf } from './version.ts';

/**
 * The real Supabase CLI: the one the settings name, else the project's own, else the first on PATH that is not ourselves.
 * Failures: cli-setting (78) when the named one is none, cli-missing (69) with everything that was tried, cli-loop (69).
 */
export async function findRealCli(of: {
  /** `cli` of the settings; relative to the project folder, else to the working directory. */
  readonly setting: string | null;
  readonly projectFolder: string | null;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Files that are ourselves. */
  readonly self: readonly string[];
}): Promise<RealCli> {
  refuseLoop(of.env);
  if (of.setting !== null) {
    const path = isAbsolute(of.setting) ? of.setting : resolve(of.projectFolder ?? of.cwd, of.setting);
    const found = await usable({ path, foundIn: 'settings' }, of);
    if ('why' in found) throw new Failure('cli-setting', { path, why: found.why });
    return found;
  }
  const tried: string[] = [];
  for (const candidate of candidates(of)) {
    const found = await usable(candidate, of);
    if (!('why' in found)) return found;
    // Folders without it are the usual case: only those of PATH are worth a line.
    if (found.why !== 'not there' || candidate.foundIn === 'PATH') tried.push(`${candidate.path} (${found.why})`);
  }
  throw new Failure('cli-missing', {
    cwd: of.cwd,
    tried: tried.map((line) => `\n  ${line}`).join('') || ' PATH is empty',
  });
}

async function usable(
  { path, foundIn }: Candidate,
  { env, self }: { readonly env: NodeJS.ProcessEnv; readonly self: readonly string[] },
): Promise<RealCli | { readonly why: string }> {
  const examined = await examine(path, self);
  if ('why' in examined) return examined;
  try {
    const version = await versionOf(examined.program, env);
    return { path: examined.program, version, era: eraOf(version), foundIn };
  } catch (error) {
    return { why: (error as Error).message };
  }
}
