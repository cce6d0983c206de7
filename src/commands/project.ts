import type { Invocation } from '../invocation/types.ts';
import { loadSettings } from '../policy/settings.ts';
import type { Settings } from '../policy/types.ts';
import { committedFiles, readGit } from '../target/git.ts';
import { readSurroundings } from '../target/surroundings.ts';
import type { GitFacts, Surroundings } from '../target/types.ts';

/** The project of the working folder, for the guard's own verbs. */
export interface Project {
  readonly settings: Settings;
  readonly git: GitFacts;
  readonly surroundings: Surroundings;
  /** The flags it was opened with. */
  readonly flags: Invocation['flags'];
}

/** Reads the project; `flags` name the target as the Supabase CLI's own flags would. Failures: settings (78). */
export async function openProject(flags: Invocation['flags'] = []): Promise<Project> {
  const surroundings = await readSurroundings({
    cwd: process.cwd(),
    env: process.env,
    invocation: ownInvocation(flags),
  });
  const folder = surroundings.projectFolder ?? surroundings.workdir;
  const git = await readGit(folder);
  const settings = await loadSettings({ folder, git, committed: committedFiles(folder) });
  return { settings, git, surroundings, flags };
}

/** A verb of ours, in the form the target room reads. */
export function ownInvocation(flags: Invocation['flags'], command = ''): Invocation {
  return {
    argv: [],
    era: 'v3',
    command,
    known: true,
    flags,
    operands: [],
    printsOnly: false,
    destructiveWord: false,
    faults: [],
  };
}
