import { randomBytes } from 'node:crypto';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import { binFolders, chooseBin, findBins, type Where } from './bins.ts';
import { besideCopies, copyNames } from './copy-names.ts';
import { installHint } from './install-hint.ts';
import { preloadSettings } from './preload.ts';
import { type Like, machineLocales, scratchLocale } from './scratch-locale.ts';
import { scratchFolder, scratchPort, serverAccount } from './scratch-place.ts';
import { superviseServer } from './scratch-server.ts';
import { scratchSettings } from './scratch-settings.ts';
import { secret } from './secret.ts';
import { readServerVersion } from './server-version.ts';
import { findNativeTools, nativeTools } from './tools.ts';
import type { Connection, Scratch } from './types.ts';
import { wall } from './wall.ts';

export interface ScratchOptions extends Where {
  readonly like: Like;
  /** false: not behind a wall even where the machine allows one. */
  readonly wall?: false;
  /** Room the restored copy will need, in bytes; checked before anything is made. */
  readonly bytesNeeded: number;
}

/**
 * A throw-away native server of the source's major (or the smallest above it) with its bootstrap role, encoding and
 * locale, behind a wall where the machine allows one. Takes one to two seconds, nearly all of it initdb. Failures: scratch-missing, scratch-room, scratch-failed.
 */
export async function startScratch(options: ScratchOptions): Promise<Scratch> {
  const { like, env } = options;
  const wanted = Math.floor(like.serverVersion / 10_000);
  const bins = await findBins(options, ['initdb', 'postgres']);
  const bin = chooseBin(bins, wanted);
  if (!bin) {
    const found = bins.map((each) => `${each.version} in ${each.folder}`).join(', ') || 'none';
    const tried = binFolders(options).join(', ');
    throw new Failure('scratch-missing', { major: wanted, found, tried, install: installHint(wanted) });
  }
  // The same folder's programs when they are there, else those that fit: a server alone can be installed too.
  const own = chooseBin(await findBins({ bin: bin.folder, env }, ['pg_dump', 'pg_dumpall', 'pg_restore', 'psql']), 0);
  const tools = own ? nativeTools(own, env) : await findNativeTools({ ...options, atLeast: bin.major });
  const locale = scratchLocale(like, machineLocales());
  const password = secret(randomBytes(24).toString('base64url'));
  for (let tries = 1; ; tries++) {
    const port = await scratchPort();
    try {
      const server = await makeServer({ options, folder: bin.folder, major: bin.major, locale, password, port });
      const connection: Connection = {
        host: server.walled ? server.folder : '127.0.0.1',
        port,
        database: besideCopies,
        user: like.bootstrapRole,
        password,
        sslmode: 'disable',
      };
      const serverVersion = await readServerVersion(connection).catch(async (error) => {
        await server.remove();
        throw error;
      });
      const words = `a scratch PostgreSQL ${bin.version} (native)${locale.words ? `; ${locale.words}` : ''}`;
      const walled = server.walled ? { walled: true as const } : {};
      return { connection, names: copyNames(like), tools, serverVersion, words, ...walled, remove: server.remove };
    } catch (error) {
      // Between the probe and the start somebody else can take the port.
      if (tries >= 3 || !/could not bind|Address already in use/.test((error as Error).message)) throw error;
    }
  }
}

async function makeServer(made: {
  options: ScratchOptions;
  folder: string;
  major: number;
  locale: ReturnType<typeof scratchLocale>;
  password: ReturnType<typeof secret>;
  port: number;
}) {
  const { like, env, bytesNeeded } = made.options;
  const account = serverAccount();
  const folder = scratchFolder(env, account, bytesNeeded);
  const data = join(folder, 'data');
  const icu = like.icuLocale && made.major >= 15 ? ['--locale-provider=icu', `--icu-locale=${like.icuLocale}`] : [];
  const initdb = [
    join(made.folder, 'initdb'),
    ...['-D', data, '-U', like.bootstrapRole, '--pwfile=password', '-A', 'scram-sha-256', '-E', like.encoding],
    ...[`--lc-collate=${made.locale.collate}`, `--lc-ctype=${made.locale.ctype}`, '--lc-messages=C', ...icu],
    ...['--no-sync', '--no-instructions'],
  ];
  const program = join(made.folder, 'postgres');
  const start = (way: Readonly<Record<string, string>>) => {
    const all = { ...ownSettings(made.port), ...preloadSettings(like, made.folder), ...way };
    return [program, '-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  };
  const postgres = {
    plain: start({ listen_addresses: '127.0.0.1', unix_socket_directories: '' }),
    walled: start({ listen_addresses: '', unix_socket_directories: folder }),
  };
  const fits = join(folder, `.s.PGSQL.${made.port}`).length <= longestSocket;
  const behind = fits && made.options.wall !== false ? wall(folder, account, program) : null;
  const server = await superviseServer({
    folder,
    account,
    password: made.password,
    initdb,
    postgres,
    wall: behind,
    env,
  });
  return { folder, ...server };
}

/** Bytes that fit into a socket's address on every system. */
const longestSocket = 100;

/** At most a quarter of the machine's memory goes into each. */
function ownSettings(port: number): Record<string, string | number> {
  const quarterMegabytes = Math.floor(totalmem() / 4 / 1024 ** 2);
  return {
    ...scratchSettings,
    port,
    shared_buffers: `${Math.min(256, quarterMegabytes)}MB`,
    maintenance_work_mem: `${Math.min(256, quarterMegabytes)}MB`,
    max_connections: 30,
    max_prepared_transactions: 0,
  };
}
