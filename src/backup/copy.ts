import { makeCopyDatabase } from '../postgres/copy-database.ts';
import { type MissingExtension, missingExtensions } from '../postgres/copy-extensions.ts';
import { restoreRoles } from '../postgres/copy-roles.ts';
import type { Scratch } from '../postgres/types.ts';
import type { Copy } from './dump-and-restore.ts';
import type { Snapshot } from './snapshot.ts';

/** Where the proof is made. */
export interface PreparedCopy extends Copy {
  readonly scratch: Scratch;
  /** Extensions of the source that cannot be had there: the restore goes on without them and names what that costs. */
  readonly missing: readonly MissingExtension[];
}

/** Makes the scratch server ready: roles first, then an empty database. */
export async function prepareCopy(
  starting: Promise<Scratch>,
  snapshot: Snapshot,
  rolesSql: string,
): Promise<PreparedCopy> {
  const scratch = await starting;
  await restoreRoles(scratch, rolesSql);
  const missing = await missingExtensions(scratch, snapshot.like.extensions);
  const connection = await makeCopyDatabase(scratch, 'copy');
  if (!connection) throw new Error('the scratch server gave no database for the copy');
  return { scratch, tools: scratch.tools, connection, strict: missing.length === 0, missing };
}
