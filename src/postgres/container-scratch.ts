import { randomBytes } from 'node:crypto';
import { Failure } from '../failures.ts';
import { access, entryOf, isolated, serveInContainer } from './container-server.ts';
import { sweepContainers } from './container-supervisor.ts';
import { besideCopies, copyNames } from './copy-names.ts';
import { findLocalContainer, type LocalContainer } from './local-container.ts';
import { quietSettings } from './preload.ts';
import type { Like } from './scratch-locale.ts';
import { scratchSettings } from './scratch-settings.ts';
import { secret } from './secret.ts';
import { readServerVersion } from './server-version.ts';
import type { Scratch } from './types.ts';

export interface ContainerScratchOptions {
  /** project_id of config.toml: the scratch server is a second container of its database's exact image. */
  readonly projectId: string;
  /** Image and data folder where the project's own container is not there to name them. */
  readonly from?: Pick<LocalContainer, 'image' | 'dataPath'>;
  readonly like: Like;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A throw-away server in a second container of the image of the project's own database: same version, same extensions,
 * no network, no background workers. Takes 2-4 s.
 * Failure: container-scratch.
 */
export async function startContainerScratch(options: ContainerScratchOptions): Promise<Scratch> {
  const { env, like } = options;
  const { image, dataPath } = options.from ?? (await ownContainer(options));
  await sweepContainers(env);
  const name = `permahub_scratch_${randomBytes(6).toString('hex')}`;
  const password = secret(randomBytes(24).toString('base64url'));
  const start = await entryOf(image, env);
  const run = [
    ...isolated,
    // No init scripts: the roles come from the backup, as they do on a native scratch server.
    ...['--tmpfs', '/docker-entrypoint-initdb.d', '--volume', dataPath],
    ...['-e', 'POSTGRES_PASSWORD', '-e', `POSTGRES_USER=${like.bootstrapRole}`, '-e', 'POSTGRES_DB=postgres'],
    ...['-e', `POSTGRES_INITDB_ARGS=${initdbArgs(like)}`, '-e', `PERMAHUB_ACCESS=${access}`],
    ...['--entrypoint', 'sh', image, '-c', 'printf %s "$PERMAHUB_ACCESS" >/tmp/permahub_hba.conf && exec "$@"', 'sh'],
    ...start,
    ...Object.entries({ ...settings, ...quietSettings(like) }).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
  const server = await serveInContainer({ name, run, user: like.bootstrapRole, password, seconds: 90, env });
  try {
    const connection = { ...server.connection, database: besideCopies };
    const serverVersion = await readServerVersion(connection);
    const words = `a scratch ${describe(serverVersion)} (container)`;
    const { tools, remove } = server;
    return { connection, names: copyNames(like), tools, serverVersion, words, walled: true, remove };
  } catch (error) {
    await server.remove();
    throw error;
  }
}

async function ownContainer({ projectId, env }: ContainerScratchOptions): Promise<LocalContainer> {
  const state = await findLocalContainer(projectId, env);
  if (state.kind === 'found') return state.container;
  const problem = state.kind === 'unknown' ? state.problem : 'the project has no database container here';
  throw new Failure('container-scratch', { problem });
}

/** Words of the entrypoint's POSTGRES_INITDB_ARGS; names with blanks or quotes cannot be passed that way. */
function initdbArgs(like: Like): string {
  const icu = like.icuLocale ? ['--locale-provider=icu', `--icu-locale=${like.icuLocale}`] : [];
  const args = [`--encoding=${like.encoding}`, `--lc-collate=${like.collate}`, `--lc-ctype=${like.ctype}`, ...icu];
  return args.filter((arg) => /^[\w.@=+-]+$/.test(arg)).join(' ');
}

const settings: Readonly<Record<string, string | number>> = {
  ...scratchSettings,
  hba_file: '/tmp/permahub_hba.conf',
  maintenance_work_mem: '256MB',
};

/** 170011 -> "PostgreSQL 17.11" */
const describe = (version: number) => `PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}`;
