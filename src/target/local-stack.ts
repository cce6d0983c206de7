import type { Era } from '../cli/types.ts';
import { mayBeThisMachine } from './local-names.ts';
import type { Surroundings } from './types.ts';

/** Where the CLI thinks the local stack is. */
export interface LocalStack {
  readonly host: string;
  readonly port: number;
  readonly shadowPort: number;
  /** As the CLI names containers: supabase_db_<projectId>. */
  readonly projectId: string;
  /** True when its containers run on another machine. */
  readonly elsewhere: boolean;
  readonly notes: readonly string[];
  readonly problem: string | null;
}

const defaultPort = 54322;
const defaultShadowPort = 54320;

/**
 * Host, ports and project of the local stack [ran 2.122.1 and 3.1.0]: SUPABASE_DB_PORT and _SHADOW_PORT beat the
 * configuration file; SUPABASE_SERVICES_HOSTNAME, else a tcp:// Docker endpoint, gives the host; SUPABASE_PROJECT_ID
 * renames the containers. 2.x takes the host name only from the environment, 3.x also from the project's dotenv files.
 */
export function localStack(surroundings: Surroundings, era: Era): LocalStack {
  const { ambient, project, config, docker } = surroundings;
  const setting = (name: string) =>
    ambient[name] || (ambient[name] === undefined ? project[name] : undefined) || undefined;
  const notes: string[] = [];
  const from = (name: string) => `${name}${surroundings.origins[name] ? ` (in ${surroundings.origins[name]})` : ''}`;
  const hostname = era === 'v2' ? ambient.SUPABASE_SERVICES_HOSTNAME : setting('SUPABASE_SERVICES_HOSTNAME');
  const host = hostname || docker.tcpHost || '127.0.0.1';
  const here = (name: string) => mayBeThisMachine(name, surroundings.machineNames);
  const away = docker.elsewhere !== null && !here(docker.elsewhere) ? docker.elsewhere : null;
  const engine = away ?? (docker.tcpHost && !here(docker.tcpHost) ? docker.tcpHost : null);
  const elsewhere = engine !== null || !here(host);

  if (engine !== null) notes.push(`${docker.from} points local to ${engine}`);
  if (hostname && !here(host)) notes.push(`${from('SUPABASE_SERVICES_HOSTNAME')} points local to ${host}`);
  let problem: string | null = null;
  if (elsewhere && (away !== null || host !== engine))
    problem = `the local stack's containers and its database are on different machines (${engine ?? 'this one'} and ${host})`;
  if (surroundings.stackMode)
    problem = 'the experimental stack mode keeps the local database where the guard does not look';

  const port = setting('SUPABASE_DB_PORT');
  const shadow = setting('SUPABASE_DB_SHADOW_PORT');
  if (port && port !== String(config?.port ?? defaultPort))
    notes.push(`${from('SUPABASE_DB_PORT')} puts the local database on port ${port}`);
  if ([port, shadow].some((text) => text !== undefined && !isPort(text)))
    problem = 'SUPABASE_DB_PORT or SUPABASE_DB_SHADOW_PORT is not a port';

  const named = setting('SUPABASE_PROJECT_ID');
  const own = containerName(config?.projectId ?? folderName(surroundings.workdir));
  const projectId = named ? containerName(named) : own;
  if (projectId !== own)
    notes.push(`${from('SUPABASE_PROJECT_ID')} makes local the containers of ${projectId}, not of ${own}`);
  return {
    host,
    port: Number(port ?? config?.port ?? defaultPort),
    shadowPort: Number(shadow ?? config?.shadowPort ?? defaultShadowPort),
    projectId,
    elsewhere,
    notes,
    problem,
  };
}

/** Does the CLI itself take this URL for the local stack? 3.x: localhost, 127.0.0.1 and ::1 are one; before: the exact name. */
export function cliTakesForLocal(stack: LocalStack, era: Era, host: string, port: number, hosts: number): boolean {
  const loopback = /^(localhost|127\.0\.0\.1|::1)$/;
  const sameHost = host === stack.host || (era === 'v3' && loopback.test(host) && loopback.test(stack.host));
  return sameHost && (port === stack.port || port === stack.shadowPort) && !(era === 'v3' && hosts > 1);
}

/** Container names hold these characters only, at most 40 (the CLI's own rule). */
export function containerName(projectId: string): string {
  return projectId
    .replace(/[^a-zA-Z0-9_.-]+/g, '_')
    .replace(/^[_.-]+/, '')
    .slice(0, 40);
}

function folderName(path: string): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? '';
}

function isPort(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}
