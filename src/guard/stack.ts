import { Failure } from '../failures.ts';
import {
  databaseOnPort,
  findLocalContainer,
  type LocalContainer,
  localContainerName,
} from '../postgres/local-container.ts';
import type { Connection } from '../postgres/types.ts';
import { volumeExists } from '../postgres/volume-copy.ts';
import { serveVolume, type VolumeServer } from '../postgres/volume-server.ts';
import type { Target } from '../target/types.ts';
import { withProgress } from '../terminal/progress.ts';

/** What the action does to the volumes of local stacks. A volume that is replaced needs a container; one that is deleted does not. */
export type Removal = 'none' | 'replaced' | 'deleted' | 'all deleted';

/** The same where a connection is chosen: what a restore overwrites is the folder's own stack, running or not. */
export type Reaching = Removal | 'overwritten';

/** Where the database of a local stack answers. */
export interface StackPlace {
  readonly connection: Connection;
  /** A server on a copy of the volume, where the stack does not run. */
  readonly copy: VolumeServer | null;
  /** What a person must know of it, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Where the database answers that the action is about. What removes a volume is about the one in the container, whatever port
 * the settings name; anything else about the one at that port, which then has to be the container's. Where Docker cannot be
 * asked the settings alone count: then neither can the CLI. Failures: stack-other-port, stack-other-project, stack-stopped, stack-nothing,
 * docker-silent, volume-not-started.
 */
export async function placeOfStack(of: {
  readonly connection: Connection;
  readonly target: Pick<Target, 'projectId' | 'kind'>;
  readonly removes: Reaching;
  readonly env: NodeJS.ProcessEnv;
}): Promise<StackPlace> {
  const { connection, removes, env } = of;
  const asSet = { connection, copy: null, notes: [] };
  const projectId = of.target.projectId ?? '';
  const name = localContainerName(projectId);
  const state = await findLocalContainer(projectId, env);
  if (state.kind === 'unknown') {
    if (connection.port !== 0) return asSet;
    throw new Failure('docker-silent', { what: `the container ${name}`, problem: state.problem });
  }
  const container = state.kind === 'found' ? state.container : null;
  if (container?.running) return inContainer(container, of);
  const volume = container?.volume ?? name;
  const exists = removes !== 'none' && (await volumeExists(volume, env));
  if (removes === 'none' || (removes === 'overwritten' && !exists)) {
    await assertNobodyElses(name, of);
    return asSet;
  }
  if (!container && removes === 'replaced')
    throw new Failure('stack-stopped', {
      container: name,
      volume: exists ? 'Its volume is there, with its data.' : 'There is no volume of it either.',
    });
  if (!exists) throw new Failure('stack-nothing', { container: name });
  const copy = await withProgress(`Starting a server on a copy of the volume ${volume}`, () =>
    serveVolume({ volume, container, env }),
  );
  const words = `The local stack ${container ? 'is stopped' : 'does not run'}: its volume ${volume} was copied, and the copy started to be backed up`;
  return { connection: { ...copy.connection, database: connection.database }, copy, notes: [words] };
}

/** Projects often share a port: what is published on it then is not this project's. Failure: stack-other-project. */
async function assertNobodyElses(name: string, { connection, env }: Parameters<typeof placeOfStack>[0]): Promise<void> {
  const other = await databaseOnPort(connection.port, env);
  if (other !== null && other !== name)
    throw new Failure('stack-other-project', { port: connection.port, container: name, other });
}

function inContainer(container: LocalContainer, of: Parameters<typeof placeOfStack>[0]): StackPlace {
  const { connection, removes } = of;
  const { name, ports } = container;
  if (ports.includes(connection.port)) return { connection, copy: null, notes: [] };
  const [port] = ports;
  const published = ports.join(', ') || 'no port';
  if (removes === 'none' || port === undefined)
    throw new Failure('stack-other-port', { port: connection.port, container: name, published });
  const words = `The settings say port ${connection.port}; the container ${name} is published on ${published}: what is in it was backed up, and is acted on`;
  // Of a project that is only named no settings say anything.
  const notes = connection.port === 0 ? [] : [words];
  return { connection: { ...connection, host: loopbackOf(connection.host), port }, copy: null, notes };
}

/** An engine on another machine publishes there. */
const loopbackOf = (host: string) => (host === 'localhost' || host === '::1' ? '127.0.0.1' : host);
