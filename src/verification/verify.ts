import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup, ProofRecord } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { missingExtensions } from '../postgres/copy-extensions.ts';
import { restoreRoles } from '../postgres/copy-roles.ts';
import { textBytes } from '../postgres/directory-archive.ts';
import { Programs } from '../postgres/programs.ts';
import type { Like } from '../postgres/scratch-locale.ts';
import type { Scratch } from '../postgres/types.ts';
import type { Report } from '../terminal/progress-words.ts';
import { changedFiles } from './files.ts';
import { outcome, proveData, proveDump, proveFull } from './prove-parts.ts';

export interface VerifyRequest {
  readonly backup: Backup;
  /** Makes the throw-away server the proof is made on. */
  readonly scratch: (like: Like, bytesNeeded: number) => Promise<Scratch>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (now: Report) => void;
}

/**
 * The proof of a published backup, made again from its files alone: each file is hashed, custom.dump, full.sql and schema.sql
 * with data.sql, or the folder, are restored whole, and what comes out is compared with the facts in the metadata and with
 * schema.sql. Failures: verification-failed (65) names every difference; those of the scratch server and the programs.
 */
export async function verifyBackup(request: VerifyRequest): Promise<ProofRecord> {
  const { backup, signal } = request;
  const { metadata } = backup;
  const started = performance.now();
  let bytes = 0;
  const changed = await changedFiles(backup, (more) => {
    bytes += more;
    request.onProgress?.({ bytes, words: 'reading the files' });
    signal?.throwIfAborted();
  });
  if (changed.length > 0) throw failed(backup, changed);
  const text = (part: 'roles' | 'schema') => readFile(join(backup.directory, metadata.parts[part].file), 'utf8');
  const { identity, server, parts } = metadata;
  const scratch = await request.scratch(
    {
      ...server,
      icuLocale: server.icuLocale ?? null,
      serverVersion: identity.serverVersion,
      database: identity.database,
    },
    textBytes(parts) * 4,
  );
  const programs = new Programs(scratch.tools);
  const stop = () => void programs.stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const broken = await outcome('roles.sql', [restoreRoles(scratch, await text('roles'))]);
    if (broken) throw failed(backup, [broken]);
    const missing = await missingExtensions(scratch, server.extensions);
    const given = { backup, scratch, programs, schema: await text('schema'), strict: missing.length === 0 };
    const plain = !('directory' in parts);
    request.onProgress?.({ words: `restoring ${plain ? 'custom.dump' : 'directory.dump'}` });
    const dump = await proveDump(given);
    const [differences, unverified] = [[...dump.differences], [...dump.unverified]];
    if (plain && !given.strict) unverified.push('full.sql and data.sql hash as published, but were not restored');
    else if (plain && scratch.sharesServer)
      unverified.push('full.sql and data.sql: there is one scratch database only');
    else if (plain) {
      request.onProgress?.({ words: 'restoring full.sql' });
      differences.push(...(await proveFull(given)));
      request.onProgress?.({ words: 'restoring schema.sql and data.sql' });
      differences.push(...(await proveData(given)));
    }
    if (differences.length > 0) throw failed(backup, differences);
    return {
      at: new Date().toISOString(),
      scratch: scratch.words,
      ...dump.counts,
      unverified: [...missing.map(({ name, why }) => `the extension ${name} and what needs it: ${why}`), ...unverified],
      data: !plain ? 'none' : given.strict && !scratch.sharesServer ? 'restored' : 'read-back',
      seconds: Math.round(performance.now() - started) / 1000,
    };
  } catch (error) {
    signal?.throwIfAborted();
    throw await programs.cause(error);
  } finally {
    signal?.removeEventListener('abort', stop);
    await programs.stop();
    await scratch.remove();
  }
}

function failed({ metadata }: Backup, differences: readonly string[]): Failure {
  const shown = differences.slice(0, 20).map((each) => `  ${each}`);
  if (differences.length > 20) shown.push(`  and ${differences.length - 20} more`);
  return new Failure('verification-failed', { backup: metadata.backup, differences: shown.join('\n') });
}
