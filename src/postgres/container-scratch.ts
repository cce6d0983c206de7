import { randomBytes } from 'node:crypto';
import { Failure } from '../failures.ts';
import { containerTools } from './container.ts';
import { openBridge } from './container-bridge.ts';
import { superviseContainer, sweepContainers } from './container-supervisor.ts';
import { besideCopies, copyNames } from './copy-names.ts';
import { docker, dockerWords } from './docker.ts';
import { findLocalContainer } from './local-container.ts';
import { quietSettings } from './preload.ts';
import type { Like } from './scratch-locale.ts';
import { secret } from './secret.ts';
import { readServerVersion } from './server-version.ts';
import type { Connection, Scratch } from './types.ts';

export interface ContainerScratchOptions {
  /** project_id of config.toml: the scratch server is a second container of its database's exact image. */
  readonly projectId: string;
  readonly like: Like;
  readonly env: NodeJS.ProcessEnv;
}

/** Passwords over TCP for everybody: the port on this machine's loopback is open to its other users. */
const access = 'local all all trust\nhost all all all scram-sha-256\n';

/**
 * A throw-away server in a second container of the image of the project's own database: same version, same extensions,
 * no network, no background workers. Takes 2-4 s.
 * Failure: container-scratch.
 */
export async function startContainerScratch(options: ContainerScratchOptions): Promise<Scratch> {
  const { env, like } = options;
  const state = await findLocalContainer(options.projectId, env);
  if (state.kind !== 'found') {
    const problem = state.kind === 'unknown' ? state.problem : 'the project has no database container here';
    throw new Failure('container-scratch', { problem });
  }
  await sweepContainers(env);
  const { image, dataPath } = state.container;
  const name = `permahub_scratch_${randomBytes(6).toString('hex')}`;
  const password = secret(randomBytes(24).toString('base64url'));
  const start = await entry(image, env);
  const run = [
    ...['--network', 'none', '--restart', 'no', '--no-healthcheck', '--shm-size', '1g', '--pull', 'never'],
    // No init scripts: the roles come from the backup, as they do on a native scratch server.
    ...['--tmpfs', '/docker-entrypoint-initdb.d', '--volume', dataPath],
    ...['-e', 'POSTGRES_PASSWORD', '-e', `POSTGRES_USER=${like.bootstrapRole}`, '-e', 'POSTGRES_DB=postgres'],
    ...['-e', `POSTGRES_INITDB_ARGS=${initdbArgs(like)}`, '-e', `PERMAHUB_ACCESS=${access}`],
    ...['--entrypoint', 'sh', image, '-c', 'printf %s "$PERMAHUB_ACCESS" >/tmp/permahub_hba.conf && exec "$@"', 'sh'],
    ...start,
    ...Object.entries({ ...settings, ...quietSettings(like) }).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
  const container = await superviseContainer(name, run, { ...env, POSTGRES_PASSWORD: password.reveal() }).catch(
    (error: Error) => {
      throw new Failure('container-scratch', { problem: error.message }, { cause: error });
    },
  );
  const bridge = await openBridge(name, env);
  const remove = async () => {
    await bridge.close();
    if (!(await container.remove())) throw new Failure('container-left', { container: name });
  };
  try {
    await ready(name, like.bootstrapRole, env);
    const connection: Connection = {
      host: '127.0.0.1',
      port: bridge.port,
      database: besideCopies,
      user: like.bootstrapRole,
      password,
      sslmode: 'disable',
    };
    const inside = (wanted: Connection) => ({ ...wanted, host: '127.0.0.1', port: 5432 });
    const tools = await containerTools({ container: name, inside, env });
    const serverVersion = await readServerVersion(connection);
    const words = `a scratch ${describe(serverVersion)} (container)`;
    return { connection, names: copyNames(like), tools, serverVersion, words, walled: true, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** What the image itself would run: its entrypoint and command. */
async function entry(image: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const answer = await docker(['image', 'inspect', '-f', '{{json .Config}}', image], env);
  if (answer.status !== 0) throw new Failure('container-scratch', { problem: dockerWords(answer) });
  const config = JSON.parse(answer.stdout) as { Entrypoint: string[] | null; Cmd: string[] | null };
  return [...(config.Entrypoint ?? []), ...(config.Cmd ?? ['postgres'])];
}

/** Words of the entrypoint's POSTGRES_INITDB_ARGS; names with blanks or quotes cannot be passed that way. */
function initdbArgs(like: Like): string {
  const icu = like.icuLocale ? ['--locale-provider=icu', `--icu-locale=${like.icuLocale}`] : [];
  const args = [`--encoding=${like.encoding}`, `--lc-collate=${like.collate}`, `--lc-ctype=${like.ctype}`, ...icu];
  return args.filter((arg) => /^[\w.@=+-]+$/.test(arg)).join(' ');
}

/** Nothing here has to survive a crash, so nothing waits for the disk. */
const settings: Readonly<Record<string, string | number>> = {
  hba_file: '/tmp/permahub_hba.conf',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  // Rows of a restore in one transaction need no WAL then.
  wal_level: 'minimal',
  max_wal_senders: 0,
  archive_mode: 'off',
  max_wal_size: '4GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
  jit: 'off',
  maintenance_work_mem: '256MB',
  max_locks_per_transaction: 2048,
};

/** The entrypoint's first server listens on no TCP port: an answer there means that the lasting one is up. */
async function ready(name: string, user: string, env: NodeJS.ProcessEnv): Promise<void> {
  const ask = ['exec', name, 'pg_isready', '-q', '-h', '127.0.0.1', '-p', '5432', '-U', user];
  for (const since = Date.now(); Date.now() - since < 90_000; await new Promise((r) => setTimeout(r, 100))) {
    const answer = await docker(ask, env);
    if (answer.status === 0) return;
    if (/is not running|no such container/i.test(answer.stderr)) {
      const log = await docker(['logs', '--tail', '50', name], env);
      const lines = `${log.stdout}\n${log.stderr}`.split('\n').filter((line) => /error|FATAL|PANIC/i.test(line));
      throw new Failure('container-scratch', { problem: lines.slice(-2).join('; ') || dockerWords(answer) });
    }
  }
  throw new Failure('container-scratch', { problem: 'the server was not ready within 90 s' });
}

/** 170011 -> "PostgreSQL 17.11" */
const describe = (version: number) => `PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}`;
