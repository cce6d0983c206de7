import { connectionFor } from '../target/connection.ts';
import type { Looked } from './look.ts';
import type { Rehearse } from './task.ts';

/** How this invocation is rehearsed; nothing is loaded before it is. */
export function rehearsing(looked: Looked): Rehearse {
  const { invocation, cli, surroundings, target, place } = looked;
  return async (copy, { meaning, signal, onProgress }) => {
    const { prepareRehearsal } = await import('../rehearsal/rehearse.ts');
    return prepareRehearsal({
      scratch: copy.scratch,
      copy: copy.connection,
      facts: async () => copy.facts,
      invocation,
      cli,
      surroundings,
      target,
      role: connectionFor(target, surroundings).user,
      stdin: meaning?.what.stdin ?? null,
      lint: meaning?.lint ?? null,
      env: place.env,
      signal,
      onProgress,
    });
  };
}
