import { classify } from '../classification/classify.ts';
import type { Classification } from '../classification/types.ts';
import { tableOf } from '../cli/commands/table.ts';
import { findRealCli } from '../cli/find.ts';
import type { RealCli } from '../cli/types.ts';
import { parse } from '../invocation/parse.ts';
import type { Invocation } from '../invocation/types.ts';
import { decide } from '../policy/decide.ts';
import { loadSettings } from '../policy/settings.ts';
import type { Decision, People, Settings } from '../policy/types.ts';
import { committedFiles, readGit } from '../target/git.ts';
import { resolveTarget } from '../target/resolve.ts';
import { readSurroundings } from '../target/surroundings.ts';
import type { GitFacts, Surroundings, Target } from '../target/types.ts';
import { readPeople } from './people.ts';

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
  /** The surroundings by 3.x rules, which chose the project folder, the settings and the CLI. */
  readonly first: Surroundings;
  readonly target: Target;
  readonly people: People;
  readonly decision: Decision;
}

/**
 * Argv to Decision: finds the real CLI and reads what it would mean to it. Failures: settings (78), no real CLI (69).
 * `request` says who signed the request it is carried out for. A first parse by 3.x rules finds --workdir, because settings may name the CLI whose version decides the real parse.
 */
export async function look(argv: readonly string[], place: Place, request: People['request'] = null): Promise<Looked> {
  const { cwd, env } = place;
  const first = await readSurroundings({ cwd, env, invocation: parse(argv, 'v3') });
  const folder = first.projectFolder ?? first.workdir;
  const git = await readGit(folder);
  const committed = committedFiles(folder);
  const settings = await loadSettings({ folder, git, committed });
  const cli = await findRealCli({ setting: settings.cli, projectFolder: first.projectFolder, ...place });
  const invocation = parse(argv, cli.era);
  const surroundings = cli.era === 'v3' ? first : await readSurroundings({ cwd, env, invocation });
  const classification = classify(invocation);
  const target = resolveTarget(invocation, surroundings, settings.environments, homeOf(invocation));
  const people = await readPeople({ classification, settings, git, committed, request });
  const decision = decide({ invocation, classification, target, people });
  return { place, cli, invocation, classification, settings, git, surroundings, first, target, people, decision };
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
