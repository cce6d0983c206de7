import { randomBytes } from 'node:crypto';
import { Failure } from '../failures.ts';
import { access, type ContainerServer, entryOf, isolated, serveInContainer } from './container-server.ts';
import { sweepContainers } from './container-supervisor.ts';
import { docker, dockerWords } from './docker.ts';
import type { LocalContainer } from './local-container.ts';
import { localPassword } from './local-superuser.ts';
import { databaseImages } from './volume-copy.ts';

/** A server on a copy of a volume that no server runs on: the volume itself is only read. */
export interface VolumeServer extends ContainerServer {
  readonly volume: string;
  readonly from: Pick<LocalContainer, 'image' | 'dataPath'>;
  /** Whether a server ran on the volume since it was copied: each start writes its control file. */
  readonly changed: () => Promise<boolean>;
}

/** The mark comes first: a server that starts on the volume while it is copied shows afterwards. */
const script = `set -e
sha256sum </permahub/global/pg_control >/tmp/permahub_mark
cp -a /permahub/. "$1"
rm -f "$1/postmaster.pid"
printf %s "$PERMAHUB_ACCESS" >/tmp/permahub_hba.conf
shift
exec "$@"`;

/** Nothing of a copy has to survive, nothing runs on it by itself; what decides whether its WAL can be replayed stays. */
const settings = [
  ...['hba_file=/tmp/permahub_hba.conf', 'fsync=off', 'full_page_writes=off', 'synchronous_commit=off'],
  ...['archive_mode=off', 'autovacuum=off', 'jit=off', 'cron.launch_active_jobs=off', 'max_worker_processes=0'],
].flatMap((setting) => ['-c', setting]);

/**
 * Starts a server on a copy of a local stack's volume, with the container's own image where it has one, else an image of
 * the volume's major that is here. Takes 3 s and as much of the engine's disk as the volume. Failure: volume-not-started.
 */
export async function serveVolume(of: {
  readonly volume: string;
  readonly container: LocalContainer | null;
  readonly env: NodeJS.ProcessEnv;
}): Promise<VolumeServer> {
  const { volume, container, env } = of;
  await sweepContainers(env);
  const name = `permahub_scratch_${randomBytes(6).toString('hex')}`;
  try {
    const image = container?.image ?? (await imageFor(volume, env));
    const dataPath = container?.dataPath ?? '/var/lib/postgresql/data';
    const run = [
      ...isolated,
      ...['--volume', `${volume}:/permahub:ro`, '--volume', dataPath, '-e', `PERMAHUB_ACCESS=${access}`],
      ...['-e', 'POSTGRES_PASSWORD', '--entrypoint', 'sh', image, '-c', script, 'sh', dataPath],
      ...(await entryOf(image, env)),
      ...settings,
    ];
    const user = container?.superuser ?? 'supabase_admin';
    const server = await serveInContainer({ name, run, user, password: localPassword, seconds: 7200, env });
    const ask = [
      'exec',
      name,
      'sh',
      '-c',
      '[ "$(sha256sum </permahub/global/pg_control)" = "$(cat /tmp/permahub_mark)" ]',
    ];
    const changed = async () => (await docker(ask, env)).status !== 0;
    if (await changed()) {
      await server.remove();
      throw new Error('a server started on it while it was copied');
    }
    return { ...server, volume, from: { image, dataPath }, changed };
  } catch (error) {
    throw new Failure('volume-not-started', { volume, problem: problemOf(error as Error) }, { cause: error });
  }
}

function problemOf(error: Error & { readonly detail?: { readonly problem?: unknown } }): string {
  return String(error.detail?.problem ?? error.message).replace(/\.$/, '');
}

/** An image that is here and has the major version the volume was made by. */
async function imageFor(volume: string, env: NodeJS.ProcessEnv): Promise<string> {
  const images = await databaseImages(env);
  const [any] = images;
  if (!any) throw new Error('no image of its database is here');
  const run = ['run', '--rm', ...isolated.filter((word) => word !== '--restart' && word !== 'no')];
  const answer = await docker(
    [...run, '--volume', `${volume}:/permahub:ro`, '--entrypoint', 'cat', any.id, '/permahub/PG_VERSION'],
    env,
  );
  const major = answer.stdout.trim();
  if (answer.status !== 0) throw new Error(dockerWords(answer));
  const image = images.find(({ tag }) => tag.startsWith(`${major}.`));
  if (!image) throw new Error(`no image of PostgreSQL ${major} is here`);
  return image.id;
}
