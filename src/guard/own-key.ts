import { homedir } from 'node:os';
import { type AllowedSigners, parseAllowedSigners } from '../approval/allowed-signers.ts';
import { type FoundKey, findKey } from '../approval/find-key.ts';
import type { Settings } from '../policy/types.ts';
import { committedFiles, signingKey } from '../target/git.ts';
import type { GitFacts } from '../target/types.ts';
import { reviewedSigners } from './people.ts';

/** The signers of the reviewed file, and where it was read: "origin/main:.permahub/allowed_signers". */
export interface TeamSigners extends AllowedSigners {
  readonly from: string;
}

/** The people who may sign, as reviewed; nobody where the team has no allowed_signers. */
export async function teamSigners(settings: Settings, git: GitFacts): Promise<TeamSigners> {
  const reviewed = await reviewedSigners(settings, git, committedFiles(git.root ?? process.cwd()));
  const from = reviewed ? `${reviewed.ref}:${reviewed.path}` : 'a committed allowed_signers file';
  return { ...parseAllowedSigners(reviewed?.text ?? ''), from };
}

/** The key of the person here that the team's file holds; `named` is tried alone. Failure: signing-key-unknown. */
export async function ownKey(
  team: TeamSigners,
  of: { readonly named: string | null; readonly git: GitFacts; readonly env: NodeJS.ProcessEnv },
): Promise<FoundKey> {
  const gitSigningKey = of.git.root === null ? null : await signingKey(of.git.root);
  const home = of.env.HOME ?? homedir();
  return findKey({ named: of.named, gitSigningKey, home, ...team, signersFrom: team.from, now: new Date() });
}
