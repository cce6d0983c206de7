import { Failure } from '../failures.ts';
import { type InContainer, startInContainer } from './container-program.ts';
import { docker, dockerWords } from './docker.ts';
import { findLocalContainer, type LocalContainer } from './local-container.ts';
import { fileInContainer } from './program-file.ts';
import type { Connection, Toolset } from './types.ts';

export interface ContainerSearch {
  /** project_id of config.toml. */
  readonly projectId: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The PostgreSQL programs in the project's running `supabase_db_<id>` container; null when no such container runs here
 * (or there is no Docker). They dump the container's own database as its superuser, and any server the container can
 * reach. Takes about 0.3 s. Failure: container-failed (it runs, but without PostgreSQL's programs).
 */
export async function findContainerTools(search: ContainerSearch): Promise<Toolset | null> {
  const state = await findLocalContainer(search.projectId, search.env);
  if (state.kind !== 'found' || !state.container.running) return null;
  const { container } = state;
  try {
    return await containerTools({
      container: container.name,
      env: search.env,
      inside: (connection) => insideLocal(container, connection),
    });
  } catch (error) {
    // It may have stopped meanwhile: a server that crashes is started again and again.
    if (/is restarting|is not running|no such container/i.test((error as Failure).message)) return null;
    throw error;
  }
}

/** The programs of one running container. Failure: container-failed. */
export async function containerTools(where: InContainer): Promise<Toolset> {
  const answer = await docker(['exec', where.container, 'pg_dump', '--version'], where.env);
  const version = /\(PostgreSQL\) ((\d+)(?:\.\d+)?)/.exec(answer.stdout);
  if (answer.status !== 0 || !version)
    throw new Failure('container-failed', { container: where.container, problem: dockerWords(answer) });
  return {
    kind: 'container',
    major: Number(version[2]),
    words: `container ${where.container} (${version[1]})`,
    start: (program, args, connection, options) => startInContainer(where, program, args, connection, options),
    file: (text) => fileInContainer(where, text),
  };
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0)$/i;

/** A connection of ours as the local stack's container must be given it. Failure: container-unreachable. */
function insideLocal(container: LocalContainer, connection: Connection): Connection {
  // The published port is the container's own server, under whatever host name the engine's machine has.
  if (container.ports.includes(connection.port) && !isRemoteName(connection.host))
    return { ...connection, host: '127.0.0.1', port: 5432, user: container.superuser, sslmode: 'disable' };
  if (loopback.test(connection.host) || connection.host.startsWith('/'))
    throw new Failure('container-unreachable', {
      container: container.name,
      place: `${connection.host}:${connection.port}`,
    });
  return connection;
}

/** Supabase's own hosts: a published port of the same number does not make them local. */
const isRemoteName = (host: string) => /\.supabase\.(co|com|net|red)$/i.test(host);
