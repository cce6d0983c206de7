import { Failure } from '../failures.ts';
import type { Settings } from '../policy/types.ts';
import { connect, type Session } from '../postgres/connection.ts';
import { findContainerTools } from '../postgres/container.ts';
import { systemInside } from '../postgres/container-identity.ts';
import { startContainerScratch } from '../postgres/container-scratch.ts';
import { readIdentity } from '../postgres/identity.ts';
import { localSuperuser } from '../postgres/local-superuser.ts';
import { type Marker, readMarker } from '../postgres/marker.ts';
import { assertReadsAll } from '../postgres/reads-all.ts';
import { startScratch } from '../postgres/scratch.ts';
import type { Like } from '../postgres/scratch-locale.ts';
import { findNativeTools } from '../postgres/tools.ts';
import type { Connection, Identity, Scratch, Toolset } from '../postgres/types.ts';
import type { VolumeServer } from '../postgres/volume-server.ts';
import type { Target } from '../target/types.ts';
import { scratchOnOwnServer } from './own-server.ts';
import { placeOfStack, type Reaching } from './stack.ts';

/** The target, connected: what every later step reads and restores with. */
export interface Source {
  readonly connection: Connection;
  readonly session: Session;
  readonly identity: Identity;
  /** The environment the database itself names; null when it names none. */
  readonly marker: Marker | null;
  readonly tools: Toolset;
  /** What a person must know of the way to it, a sentence each. */
  readonly notes: readonly string[];
  /** The server on a copy of a stopped stack's volume; null where the database itself is connected. */
  readonly copy: VolumeServer | null;
  /** Makes the throw-away server that proofs are made on. */
  readonly scratch: (like: Like, bytesNeeded: number) => Promise<Scratch>;
}

/** What is to be opened. */
export interface Wanted {
  readonly connection: Connection;
  readonly target: Target;
  readonly settings: Settings;
  readonly env: NodeJS.ProcessEnv;
  /** Where volumes of local stacks go, or a restore overwrites one: what counts then is the database in them. */
  readonly removes?: Reaching;
  /** Nothing is read of its data: then the role need not see all of it. */
  readonly leavesData?: boolean;
}

/**
 * Connects as a role that reads everything (where anything is read), reads the identity and chooses programs and scratch server: those of the local
 * stack's own container where it runs (same version, same extensions), else native ones, else the container's for another
 * server. Failures: those of connecting, role-filtered, tools-missing, tools-older.
 */
export async function openSource(of: Wanted): Promise<Source> {
  const { target, settings, env } = of;
  const place = target.isLocalStack
    ? await placeOfStack({ ...of, removes: of.removes ?? 'none' })
    : { connection: of.connection, copy: null, notes: [] };
  const { copy, notes } = place;
  let session: Session | null = null;
  try {
    const { projectId } = target;
    const container = copy ? copy.tools : await runningContainer({ projectId, settings, env });
    const connection =
      container && target.isLocalStack ? await localSuperuser(place.connection, env) : place.connection;
    session = await connect(connection, { env });
    const identity = await readIdentity(session, connection);
    if (container && target.isLocalStack) await assertInside(container, connection, identity);
    const marker = await readMarker(session);
    if (!of.leavesData) await assertReadsAll(session);
    const chosen = await chooseTools({
      ...{ settings, env, ...target, container },
      ...(copy ? { from: copy.from } : {}),
      major: Math.floor(identity.serverVersion / 10_000),
      source: identity.systemIdentifier,
    });
    return { connection, session, identity, marker, notes, copy, ...chosen };
  } catch (error) {
    await session?.close();
    await copy?.remove();
    throw error;
  }
}

/** A tunnel on the published port would lead elsewhere. Failure: stack-other-server. */
async function assertInside(container: Toolset, connection: Connection, identity: Identity): Promise<void> {
  if ((await systemInside(container, connection)) === identity.systemIdentifier) return;
  const place = `${connection.host}:${connection.port}`;
  throw new Failure('stack-other-server', { place, container: container.words.replace(/^container (\S+).*$/, '$1') });
}

type Tools = Pick<Source, 'tools' | 'scratch'>;

/** The project's database container, looked for unless the settings pin native programs. */
export async function runningContainer(of: {
  readonly projectId: string | null;
  readonly settings: Settings;
  readonly env: NodeJS.ProcessEnv;
}): Promise<Toolset | null> {
  if (of.settings.postgres.tools === 'native' || of.projectId === null) return null;
  return findContainerTools({ projectId: of.projectId, env: of.env });
}

/** Programs and scratch server for a server of this major. Failures: tools-missing, tools-older. */
export async function chooseTools(of: {
  readonly container: Toolset | null;
  readonly projectId: string | null;
  /** Image and data folder for the scratch server, where the project has no container. */
  readonly from?: VolumeServer['from'];
  readonly isLocalStack: boolean;
  readonly settings: Settings;
  readonly env: NodeJS.ProcessEnv;
  readonly major: number;
  /** System identifier of the database that is backed up, null when none is reached. */
  readonly source: string | null;
}): Promise<Tools> {
  const { container, projectId, settings, env, major } = of;
  const from = of.from ? { from: of.from } : {};
  const inContainer: Tools | null =
    container && projectId !== null && container.major >= major
      ? { tools: container, scratch: (like) => startContainerScratch({ projectId, ...from, like, env }) }
      : null;
  if (inContainer && (of.isLocalStack || settings.postgres.tools === 'container')) return inContainer;
  const { bin } = settings.postgres;
  try {
    const tools = await findNativeTools({ bin, env, atLeast: major });
    if (settings.postgres.scratch === 'createdb')
      return { tools, scratch: () => scratchOnOwnServer({ bin, env, source: of.source }) };
    return { tools, scratch: (like, bytesNeeded) => startScratch({ bin, env, like, bytesNeeded }) };
  } catch (error) {
    if (inContainer) return inContainer;
    throw error;
  }
}
