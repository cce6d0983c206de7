import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent } from './agents/agent.ts';
import { agents } from './agents/all.ts';
import { type Place, placeOf, textOf } from './place.ts';
import { probe } from './probe.ts';
import { hookCommand } from './settings-text.ts';
import { untrusted } from './trust.ts';

/** How one coding agent stands to the hook. */
export interface InstalledHook {
  /** "Claude Code". */
  readonly agent: string;
  /** The settings file, absolute. */
  readonly file: string;
  /** `guarded`: the hook is there and denied a probe just now. `open`: the agent is used and is not. `absent`: it is not used here. */
  readonly state: 'guarded' | 'open' | 'absent';
  /** What to do about it; empty when nothing. */
  readonly mend: string;
}

/** Every agent that is known, in a project and a home. Runs the hooks that are installed on a probe; writes nothing, never throws. */
export async function installedHooks(of: {
  readonly folder: string;
  readonly home: string;
}): Promise<readonly InstalledHook[]> {
  return Promise.all(agents.map((agent) => stateOf(agent, of)));
}

async function stateOf(agent: Agent, of: { readonly folder: string; readonly home: string }): Promise<InstalledHook> {
  const places = [placeOf(agent, { folder: of.folder }), placeOf(agent, { home: of.home })];
  const project = places[0] as Place;
  const mend = `permahub hook install --agent ${agent.name}`;
  try {
    for (const place of places) {
      const line = hookCommand(textOf(place.file) ?? '', agent);
      if (line === null) continue;
      const { title } = agent;
      // Only the very line that install writes is run here.
      if (line !== place.line) return { agent: title, file: place.file, state: 'open', mend };
      const problem = await probe(place, of.folder);
      if (problem !== null) return { agent: title, file: place.file, state: 'open', mend: `${problem}; ${mend}` };
      // Who never used the agent has nothing to trust.
      const refused = existsSync(join(of.home, agent.userFile.split('/')[0] as string)) ? untrusted(place, of) : null;
      return { agent: title, file: place.file, state: refused === null ? 'guarded' : 'open', mend: refused ?? '' };
    }
  } catch (error) {
    const problem = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    return { agent: agent.title, file: project.file, state: 'open', mend: `its settings cannot be read (${problem})` };
  }
  const used = agent.traces.some((trace) => [of.folder, of.home].some((root) => existsSync(join(root, trace))));
  return { agent: agent.title, file: project.file, state: used ? 'open' : 'absent', mend: used ? mend : '' };
}
