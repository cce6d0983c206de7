import { docker, dockerWords } from './docker.ts';

/** The container of a local stack's database, as Docker tells. */
export interface LocalContainer {
  readonly name: string;
  readonly running: boolean;
  /** Image id (sha256:…): the exact image, never pulled anew. */
  readonly image: string;
  /** The bootstrap superuser: POSTGRES_USER of the image, supabase_admin in Supabase's. */
  readonly superuser: string;
  /** Ports of the engine's machine that lead to the server: those published now, else those it was made with. */
  readonly ports: readonly number[];
  /** Name of the volume that holds the data, null when there is none. */
  readonly volume: string | null;
  /** Where the data is inside. */
  readonly dataPath: string;
  /** How it ended, for people; "" while it runs. */
  readonly ended: string;
}

/** What was found: 'unknown' when Docker could not be asked, with its words. */
export type LocalContainerState =
  | { readonly kind: 'found'; readonly container: LocalContainer }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly problem: string };

/** Name of the container and of the volume: the project id cleaned as the CLI does (seen in 3.1.0's bundle). */
export function localContainerName(projectId: string): string {
  const clean = projectId.replaceAll(/[^a-zA-Z0-9_.-]+/g, '_').replace(/^[_.-]+/, '');
  return `supabase_db_${clean.slice(0, 40)}`;
}

/** Asks Docker for the database container of a project; contacts nothing but the engine. */
export async function findLocalContainer(projectId: string, env: NodeJS.ProcessEnv): Promise<LocalContainerState> {
  const name = localContainerName(projectId);
  const answer = await docker(['container', 'inspect', name], env);
  if (answer.status === 0) return { kind: 'found', container: read(name, JSON.parse(answer.stdout)[0]) };
  if (answer.status !== null && /no such container/i.test(answer.stderr)) return { kind: 'absent' };
  return { kind: 'unknown', problem: dockerWords(answer) };
}

/** Name of the local stack's database container that is published on this port; null when none is, or nobody can say. */
export async function databaseOnPort(port: number, env: NodeJS.ProcessEnv): Promise<string | null> {
  const answer = await docker(['ps', '--filter', `publish=${port}/tcp`, '--format', '{{.Names}}'], env);
  return answer.stdout.split('\n').find((name) => name.startsWith('supabase_db_')) ?? null;
}

type Ports = Readonly<Record<string, readonly { readonly HostPort: string }[] | null>>;

/** The parts of `docker container inspect` that are read. */
interface Inspected {
  readonly Image: string;
  readonly State: {
    readonly Running: boolean;
    readonly Restarting: boolean;
    readonly Status: string;
    readonly ExitCode: number;
  };
  readonly Config: { readonly Env: readonly string[] | null };
  readonly HostConfig: {
    readonly PortBindings: Ports | null;
  };
  readonly NetworkSettings: { readonly Ports: Ports | null };
  readonly Mounts: readonly { readonly Type: string; readonly Name?: string; readonly Destination: string }[];
}

function read(name: string, seen: Inspected): LocalContainer {
  const user = seen.Config.Env?.find((entry) => entry.startsWith('POSTGRES_USER='))?.slice('POSTGRES_USER='.length);
  const data = seen.Mounts.find((mount) => mount.Type === 'volume' && /\/data$/.test(mount.Destination));
  // A server that ends at once is started again and again: Docker calls that running too.
  const running = seen.State.Running && !seen.State.Restarting;
  const published = seen.NetworkSettings.Ports?.['5432/tcp'] ?? seen.HostConfig.PortBindings?.['5432/tcp'] ?? [];
  return {
    name,
    running,
    image: seen.Image,
    superuser: user || 'supabase_admin',
    ports: [...new Set(published.map((binding) => Number(binding.HostPort)))].filter((port) => port > 0),
    volume: data?.Name ?? null,
    dataPath: data?.Destination ?? '/var/lib/postgresql/data',
    ended: running ? '' : `${seen.State.Status}, status ${seen.State.ExitCode}`,
  };
}
