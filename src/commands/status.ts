import { isAbsolute, relative } from 'node:path';
import { statusLines } from '../duties/status-words.ts';
import { printLines } from '../terminal/style.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { readStatus } from './read-status.ts';

/**
 * `permahub status`: per target, how the duties stand, what is broken or waits for somebody, whom to ask. Contacts nothing.
 * 0 when every duty is met and nothing is broken, else 1.
 */
export async function status(options: { readonly json: boolean }): Promise<number> {
  const project = await openProject();
  const now = new Date();
  const found = await readStatus(project, now);
  const { directory } = project.settings.backups;
  if (options.json) printJson({ schema: 1, at: now.toISOString(), ...found });
  else printLines(statusLines(found, shown(directory), now));
  return found.ok ? 0 : 1;
}

/** Relative to the working folder where it lies in it. */
function shown(directory: string): string {
  const path = relative(process.cwd(), directory);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? directory : path;
}
