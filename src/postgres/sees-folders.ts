import { Failure } from '../failures.ts';
import type { Toolset } from './types.ts';

/**
 * A dump that is a folder is read and written by its path: programs inside a container do not see it. Failure:
 * directory-out-of-reach.
 */
export function mustSeeFolders({ kind, words }: Pick<Toolset, 'kind' | 'words'>): void {
  if (kind === 'container') throw new Failure('directory-out-of-reach', { tools: words });
}
