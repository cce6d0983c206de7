import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup } from '../backup/types.ts';
import { makeCopyDatabase } from '../postgres/copy-database.ts';
import { missingExtensions } from '../postgres/copy-extensions.ts';
import { restoreRoles } from '../postgres/copy-roles.ts';
import { dumpOf, textBytes } from '../postgres/directory-archive.ts';
import { scratchJobs } from '../postgres/jobs.ts';
import { Programs } from '../postgres/programs.ts';
import { into } from '../postgres/pump.ts';
import { restoreErrors } from '../postgres/restore-errors.ts';
import type { Like } from '../postgres/scratch-locale.ts';
import { mustSeeFolders } from '../postgres/sees-folders.ts';
import type { Connection, Scratch } from '../postgres/types.ts';

/** A backup's data on a scratch server of its own, which the caller removes. */
interface RestoredForRehearsal {
  readonly scratch: Scratch;
  readonly copy: Connection;
  /** Extensions of the source that are not there: what needs them was left out. */
  readonly missing: readonly string[];
}

/**
 * Restores the roles and the dump of a proven backup into a new scratch server. Failures: those of the scratch server and
 * of pg_restore; the signal's own reason. Nothing is left behind when it fails.
 */
export async function restoreForRehearsal(of: {
  readonly backup: Backup;
  readonly scratch: (like: Like, bytes: number) => Promise<Scratch>;
  readonly signal: AbortSignal;
}): Promise<RestoredForRehearsal> {
  const { backup, signal } = of;
  const { identity, server, parts } = backup.metadata;
  const { icuLocale = null, ...like } = server;
  const { serverVersion, database } = identity;
  const scratch = await of.scratch({ ...like, icuLocale, serverVersion, database }, textBytes(parts) * 4);
  const programs = new Programs(scratch.tools);
  const stop = () => void programs.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    if (scratch.sharesServer) return { scratch, copy: scratch.connection, missing: [] };
    await restoreRoles(scratch, await readFile(join(backup.directory, parts.roles.file), 'utf8'));
    const missing = await missingExtensions(scratch, server.extensions);
    const copy = await makeCopyDatabase(scratch, 'copy');
    if (!copy) throw new Error('the scratch server gave no database for the copy');
    signal.throwIfAborted();
    const strict = missing.length === 0;
    const dump = join(backup.directory, dumpOf(parts).file);
    if ('directory' in parts) await restoreFolder({ programs, folder: dump, copy, strict });
    else await restoreCustom({ programs, file: dump, copy, strict });
    signal.throwIfAborted();
    return { scratch, copy, missing: missing.map(({ name }) => name) };
  } catch (error) {
    const cause = signal.aborted ? signal.reason : await programs.cause(error);
    await programs.stop();
    await scratch.remove();
    throw cause;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Over several connections. Failure: directory-out-of-reach. */
async function restoreFolder(of: {
  readonly programs: Programs;
  readonly folder: string;
  readonly copy: Connection;
  readonly strict: boolean;
}): Promise<void> {
  mustSeeFolders(of.programs.tools);
  const how = of.strict ? ['--exit-on-error'] : [];
  const args = ['--no-password', '-d', of.copy.database, `-j${scratchJobs()}`, ...how, of.folder];
  const running = of.programs.start('pg_restore', args, of.copy, 'ignore');
  running.child.stdout?.resume();
  await (of.strict ? running.ended : restoreErrors(running));
}

/** In one transaction where nothing may fail: the rows need no WAL then. */
async function restoreCustom(of: {
  readonly programs: Programs;
  readonly file: string;
  readonly copy: Connection;
  readonly strict: boolean;
}): Promise<void> {
  const args = ['--no-password', '-d', of.copy.database, ...(of.strict ? ['--single-transaction'] : [])];
  const running = of.programs.start('pg_restore', args, of.copy, 'pipe');
  const ended = of.strict ? running.ended : restoreErrors(running);
  ended.catch(() => undefined); // Awaited below, after the file was sent.
  running.child.stdout?.resume();
  const sink = into(running.child);
  for await (const chunk of createReadStream(of.file, { highWaterMark: 256 * 1024 })) await sink(chunk as Buffer);
  running.child.stdin?.end();
  await ended;
}
