import { oneLine } from '../terminal/clean.ts';
import { openProject } from './project.ts';

/** "Whom to ask: …" for the screen of a failure; null where the settings name nobody, or cannot be read. */
export async function whomToAsk(): Promise<string | null> {
  const project = await openProject().catch(() => null); // What is wrong with them is the failure that is shown.
  const named = Object.entries(project?.settings.contacts ?? {});
  if (named.length === 0) return null;
  return `Whom to ask: ${named.map(([topic, who]) => oneLine(`${topic}: ${who}`)).join('; ')}`;
}
