import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { runningContainer } from '../guard/source.ts';
import { mustSeeFolders } from '../postgres/sees-folders.ts';
import type { Target } from '../target/types.ts';
import type { Project } from './project.ts';

/**
 * Refuses to put a folder back through the local stack's own container before anybody is asked: its programs are the ones a
 * restore would use. Failure: directory-out-of-reach.
 */
export async function mustReachFolder({ settings }: Project, target: Target, { metadata }: Backup): Promise<void> {
  if (!('directory' in metadata.parts) || !target.isLocalStack) return;
  const { projectId } = target;
  const container = await runningContainer({ projectId, settings, env: process.env });
  if (container) mustSeeFolders(container);
}

/** The same before the stack is made anew: nothing was stopped or started yet. */
export function mustReachInNewStack({ settings }: Project, { metadata }: Backup): void {
  if ('directory' in metadata.parts && settings.postgres.tools !== 'native')
    throw new Failure('directory-out-of-reach', { tools: 'the container of the local stack' });
}
