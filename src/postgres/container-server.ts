import { Failure } from '../failures.ts';
import { containerTools } from './container.ts';
import { openBridge } from './container-bridge.ts';
import { superviseContainer } from './container-supervisor.ts';
import { docker, dockerWords } from './docker.ts';
import type { Connection, Secret, Toolset } from './types.ts';

/** Passwords over TCP for everybody: the port on this machine's loopback is open to its other users. */
export const access = 'local all all trust\nhost all all all scram-sha-256\n';

/** What every container of ours is run with: no network, gone when it ends, nothing fetched. */
export const isolated: readonly string[] = [
  ...['--network', 'none', '--restart', 'no', '--no-healthcheck', '--shm-size', '1g', '--pull', 'never'],
];

/** A server in a container of ours, which is reached by a bridge. */
export interface ContainerServer {
  /** To the database postgres, as the superuser. */
  readonly connection: Connection;
  readonly tools: Toolset;
  /** Removes container and volume. Safe to call twice. Failure: container-left. */
  readonly remove: () => Promise<void>;
}

/** Runs a server under a supervisor and waits until it answers. Failures: container-scratch, container-failed. */
export async function serveInContainer(of: {
  readonly name: string;
  /** Words for `docker run`, after its name. */
  readonly run: readonly string[];
  readonly user: string;
  readonly password: Secret;
  /** How long it may take until it answers; one that ended is not waited for. */
  readonly seconds: number;
  readonly env: NodeJS.ProcessEnv;
}): Promise<ContainerServer> {
  const { name, user, password, env } = of;
  const container = await superviseContainer(name, of.run, { ...env, POSTGRES_PASSWORD: password.reveal() }).catch(
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
    await ready(of);
    const inside = (wanted: Connection) => ({ ...wanted, host: '127.0.0.1', port: 5432 });
    const tools = await containerTools({ container: name, inside, env });
    const at = { host: '127.0.0.1', port: bridge.port, database: 'postgres' };
    return { connection: { ...at, user, password, sslmode: 'disable' }, tools, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** What the image itself would run: its entrypoint and command. */
export async function entryOf(image: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const answer = await docker(['image', 'inspect', '-f', '{{json .Config}}', image], env);
  if (answer.status !== 0) throw new Failure('container-scratch', { problem: dockerWords(answer) });
  const config = JSON.parse(answer.stdout) as { Entrypoint: string[] | null; Cmd: string[] | null };
  return [...(config.Entrypoint ?? []), ...(config.Cmd ?? ['postgres'])];
}

/** The entrypoint's first server listens on no TCP port: an answer there means that the lasting one is up. */
async function ready({ name, user, seconds, env }: Parameters<typeof serveInContainer>[0]): Promise<void> {
  const ask = ['exec', name, 'pg_isready', '-q', '-h', '127.0.0.1', '-p', '5432', '-U', user];
  for (const since = Date.now(); Date.now() - since < seconds * 1000; await new Promise((r) => setTimeout(r, 100))) {
    const answer = await docker(ask, env);
    if (answer.status === 0) return;
    if (/is not running|no such container/i.test(answer.stderr)) {
      const log = await docker(['logs', '--tail', '50', name], env);
      const lines = `${log.stdout}\n${log.stderr}`.split('\n').filter((line) => /error|FATAL|PANIC/i.test(line));
      throw new Failure('container-scratch', { problem: lines.slice(-2).join('; ') || dockerWords(answer) });
    }
  }
  throw new Failure('container-scratch', { problem: `the server was not ready within ${seconds} s` });
}
