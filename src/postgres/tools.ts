import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import { type Bin, binFolders, chooseBin, findBins, type Where } from './bins.ts';
import { installHint } from './install-hint.ts';
import { fileHere } from './program-file.ts';
import type { Connection, Program, RunOptions, Toolset } from './types.ts';
import { watch } from './watchdog.ts';

const programs: readonly Program[] = ['pg_dump', 'pg_dumpall', 'pg_restore', 'psql'];

/**
 * The native client programs that fit a server of major `atLeast`: the same major, else the smallest above it.
 * Failures: tools-missing (none at all), tools-older (pg_dump refuses servers newer than itself).
 */
export async function findNativeTools(where: Where & { readonly atLeast: number }): Promise<Toolset> {
  const bins = await findBins(where, programs);
  const install = installHint(where.atLeast);
  const newest = bins[0];
  if (!newest) {
    const tried = where.bin ?? binFolders(where).join(', ');
    throw new Failure('tools-missing', { tried: tried || 'PATH', major: where.atLeast, install });
  }
  const bin = chooseBin(bins, where.atLeast);
  if (!bin) throw new Failure('tools-older', { tools: newest.major, server: where.atLeast, install });
  return nativeTools(bin, where.env);
}

/** The client programs of this one folder. */
export function nativeTools(bin: Bin, env: NodeJS.ProcessEnv): Toolset {
  return {
    kind: 'native',
    major: bin.major,
    words: `PostgreSQL ${bin.version} in ${bin.folder}`,
    start(program, args, connection, options) {
      const child = spawn(join(bin.folder, program), args, {
        env: programEnv(env, connection, options.settings),
        // A session of its own: Ctrl-C reaches the guard, and the guard decides.
        detached: true,
        stdio: [options.stdin, 'pipe', 'pipe'],
      });
      watch(child);
      return child;
    },
    file: fileHere,
  };
}

/** Files of the person's own TLS and login setup; every other PG* variable could lead the program elsewhere. */
const kept = new Set(['PGSSLROOTCERT', 'PGSSLCERT', 'PGSSLKEY', 'PGSSLCRL', 'PGPASSFILE']);

/** The environment of a program that works on exactly this connection; messages in English, so they can be told apart. */
export function programEnv(
  env: NodeJS.ProcessEnv,
  connection: Connection,
  settings: RunOptions['settings'] = {},
): NodeJS.ProcessEnv {
  const started = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const own = Object.entries(env).filter(([name]) => !name.startsWith('PG') || kept.has(name));
  const password = connection.password?.reveal() ?? env.PGPASSWORD;
  return {
    ...Object.fromEntries(own),
    LC_ALL: 'C',
    PGHOST: connection.host,
    PGPORT: String(connection.port),
    PGUSER: connection.user,
    PGDATABASE: connection.database,
    PGCONNECT_TIMEOUT: '10',
    PGAPPNAME: 'permahub',
    ...(connection.sslmode === null ? {} : { PGSSLMODE: connection.sslmode }),
    ...(password ? { PGPASSWORD: password } : {}),
    ...(started.length > 0 ? { PGOPTIONS: started.join(' ') } : {}),
  };
}
