import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent } from './agents/agent.ts';

/** A settings file of an agent, and the shell line that belongs into it. */
export interface Place {
  readonly agent: Agent;
  /** Absolute. */
  readonly file: string;
  readonly line: string;
  /** Whether it is in a home. */
  readonly user: boolean;
}

/** Where the hook of an agent is set up for a project, or for everything a person does (`home`). */
export function placeOf(agent: Agent, of: { readonly folder: string } | { readonly home: string }): Place {
  if ('home' in of) return { agent, file: join(of.home, agent.userFile), line: lineOf(agent, 'permahub'), user: true };
  const own = existsSync(join(of.folder, 'node_modules/.bin/permahub'));
  const program = own ? `"${agent.projectFolder}/node_modules/.bin/permahub"` : 'permahub';
  return { agent, file: join(of.folder, agent.file), line: lineOf(agent, program), user: false };
}

const failed = 'permahub: not run: the hook that judges it failed, or permahub is not installed.';

/**
 * Whatever goes wrong, missing permahub above all, ends with 2: the one status by which every agent stops the command. Never without
 * a word: Codex CLI 0.171.0 and Gemini CLI 0.61.0 let a command run whose hook ends with 2 and says nothing.
 */
function lineOf(agent: Agent, program: string): string {
  // Where the hook's own denial is that status, it has said why.
  const unlessDenied = agent.answer('deny', '').status === 2 ? '[ $? = 2 ] || ' : '';
  return `${program} hook --agent ${agent.name} || { ${unlessDenied}echo '${failed}' >&2; exit 2; }`;
}

/** The text of a settings file; null where there is none. Throws for what cannot be read. */
export function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR')
      return null;
    throw error;
  }
}
