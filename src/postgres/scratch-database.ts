import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import { chooseBin, findBins, type Where } from './bins.ts';
import { connect } from './connection.ts';
import { place } from './connection-failures.ts';
import { finish } from './finish.ts';
import { readLike } from './like.ts';
import { findNativeTools, programEnv } from './tools.ts';
import type { Connection, Scratch } from './types.ts';

/**
 * An empty database of its own name on the person's own server, like the one of `connection`; only when the settings ask
 * for it. Roles are the server's: none may be restored. Dropped by remove(), or by a detached psql when this process
 * dies. Failures: tools-missing, tools-older, query-failed (no right to create databases), scratch-left.
 */
export async function createScratchDatabase(where: Where, connection: Connection): Promise<Scratch> {
  const database = `permahub_scratch_${randomBytes(6).toString('hex')}`;
  const session = await connect(connection, { env: where.env });
  try {
    const like = await readLike(session);
    const major = Math.floor(like.serverVersion / 10_000);
    const tools = await findNativeTools({ ...where, atLeast: major });
    const psql = chooseBin(await findBins(where, ['psql']), major);
    if (!psql) throw new Error('psql was there a moment ago and is gone');
    // First the one that will drop it, then the database: no moment in which it could be left behind.
    const remove = dropWhenDone(join(psql.folder, 'psql'), where.env, connection, database);
    try {
      await session.query(`create database ${database} template template0`);
    } catch (error) {
      await remove();
      throw error;
    }
    const words = `the scratch database ${database} on ${connection.host}:${connection.port}`;
    const own = { ...connection, database };
    return {
      connection: own,
      tools,
      serverVersion: like.serverVersion,
      words,
      sharesServer: true,
      names: null,
      remove,
    };
  } finally {
    await session.close();
  }
}

/** psql waits until its input, our pipe, breaks - however we end - then connects afresh and drops the database. */
function dropWhenDone(psql: string, env: NodeJS.ProcessEnv, connection: Connection, database: string) {
  const steps = ['\\! cat >/dev/null', '\\connect', `drop database if exists ${database} with (force)`];
  const args = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...steps.flatMap((step) => ['-c', step])];
  const child = spawn(psql, args, {
    env: { ...programEnv(env, connection), PGOPTIONS: '-c client_min_messages=error' },
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = finish(child, 'psql', { secret: connection.password }).then(
    () => null,
    (error: Error) => error,
  );
  child.unref();
  for (const pipe of [child.stdin, child.stderr]) (pipe as Socket | null)?.unref();
  return async () => {
    child.ref();
    child.stdin?.end();
    const failure = await ended;
    if (failure) throw new Failure('scratch-left', { database, place: place(connection), problem: failure.message });
  };
}
