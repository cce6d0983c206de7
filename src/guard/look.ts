import { classify } from '../classification/classify.ts';
import type { Classification } from '../classification/types.ts';
import { tableOf } from '../cli/commands/table.ts';
import { findRealCli } from '../cli/find.ts';
import type { RealCli } from '../cli/types.ts';
import { parse } from '../invocation/parse.ts';
import type { Invocation } from '../invocation/types.ts';
import { decide } from '../policy/decide.ts';
import { loadSettings } from '../policy/settings.ts';
import type { Decision, Settings } from '../policy/types.ts';
import { committedFiles, readGit } from '../target/git.ts';
import { resolveTarget } from '../target/resolve.ts';
import { readSurroundings } from '../target/surroundings.ts';
import type { GitFacts, Surroundings, Target } from '../target/types.ts';

/** Where the guard stands: what a process is given, handed on explicitly. */
export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Files that are ourselves, never to be taken for the real CLI. */
  readonly self: readonly string[];
}

/** What argv, settings and surroundings say. Nothing was contacted, nothing written. */
export interface Looked {
  readonly place: Place;
  readonly cli: RealCli;
  readonly invocation: Invocation;
  readonly classification: Classification;
  readonly settings: Settings;
  readonly git: GitFacts;
  readonly surroundings: Surroundings;
  readonly target: Target;
  readonly decision: Decision;
}

/**
 * Argv to Decision: finds the real CLI and reads what it would mean to it. Failures: settings (78), no real CLI (69).
 * A first parse by 3.x rules finds --workdir, because settings may name the CLI whose version decides the real parse.
 */
export async function look(argv: readonly string[], place: Place): Promise<Looked> {
  const { cwd, env } = place;
  const first = await readSurroundings({ cwd, env, invocation: parse(argv, 'v3') });
  const folder = first.projectFolder ?? first.workdir;
  const git = await readGit(folder);
  const settings = await loadSettings({ folder, git, committed: committedFiles(folder) });
  const cli = await findRealCli({ setting: settings.cli, projectFolder: first.projectFolder, ...place });
  const invocation = parse(argv, cli.era);
  const surroundings = cli.era === 'v3' ? first : await readSurroundings({ cwd, env, invocation });
  const classification = classify(invocation);
  const target = resolveTarget(invocation, surroundings, settings.environments, homeOf(invocation));
  const decision = decide({ invocation, classification, target, owner: ownership(settings, git) });
  return { place, cli, invocation, classification, settings, git, surroundings, target, decision };
}

/** Whether the person at the keyboard is the owner the settings name, by git's e-mail address. */
export function ownership(settings: Settings, git: GitFacts): 'is-owner' | 'not-owner' | 'no-owner-named' {
  if (!settings.owner) return 'no-owner-named';
  return git.userEmail?.toLowerCase() === settings.owner.email.toLowerCase() ? 'is-owner' : 'not-owner';
}

/** Who is asked: git's identity, else the login name. */
export function personAt(git: GitFacts, env: NodeJS.ProcessEnv): string {
  const login = env.USER ?? env.LOGNAME ?? 'somebody without a login name';
  return git.userEmail ? `${git.userName ?? login} <${git.userEmail}>` : login;
}

/** What the command acts on without a target flag; an unknown command is taken as one on the linked project. */
function homeOf({ era, command }: Invocation) {
  return tableOf(era).find(command)?.home ?? 'linked';
}
