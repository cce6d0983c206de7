import { type DatabaseRights, readDatabaseRights } from '../postgres/database-rights.ts';
import { connectionFor } from '../target/connection.ts';
import { withOverrides } from '../target/overrides.ts';
import type { Looked } from './look.ts';
import type { Rehearse } from './task.ts';

/** How this invocation is rehearsed; nothing is loaded before it is. */
export function rehearsing(looked: Looked): Rehearse {
  const { invocation, cli, surroundings, target, place } = looked;
  return async (copy, { meaning, source, signal, onProgress }) => {
    const [{ prepareRehearsal }, { readBefore }, { readDiff }] = await Promise.all([
      import('../rehearsal/rehearse.ts'),
      import('../rehearsal/inventory.ts'),
      import('../rehearsal/read-diff.ts'),
    ]);
    return prepareRehearsal(
      {
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
        rights: writable(await readDatabaseRights(source.session)),
        missing: copy.missing,
        withOverrides: (file, text) =>
          withOverrides({ file, text }, surroundings.config, target.kind === 'url' ? null : target.projectRef),
        env: place.env,
        signal,
        onProgress,
      },
      { before: readBefore, diff: readDiff },
    );
  };
}

/** Writes may be stopped on the target while it is rehearsed; on the clone nobody else writes. */
function writable(rights: DatabaseRights): DatabaseRights {
  const settings = rights.settings.filter(({ setting }) => !setting.startsWith('default_transaction_read_only='));
  return { ...rights, settings };
}
