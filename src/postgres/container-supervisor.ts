import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { docker } from './docker.ts';
import { processStart } from './process-start.ts';

/**
 * Makes the container itself, so that it cannot appear after its removal; then waits for the guard's pipe to break. However
 * the guard ends, SIGKILL included, container and volume are removed.
 */
const script = `trap '' HUP INT TERM PIPE
name=$1; shift
docker run --name "$name" "$@" >/dev/null
echo "started $?"
while read -r _; do :; done
exec >/dev/null 2>&1
for pause in 0 1 2 4; do
  sleep "$pause"
  docker rm -fv "$name"
  docker container inspect "$name" || exit 0
done
exit 1`;

/** A container under its supervisor. */
export interface SupervisedContainer {
  /** Removes container and volume; false when Docker did not. Safe to call twice. */
  readonly remove: () => Promise<boolean>;
}

/** Runs a container under a supervisor. Throws an Error with Docker's words when it did not start. */
export async function superviseContainer(
  name: string,
  run: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<SupervisedContainer> {
  const labels = ['--label', 'permahub=scratch', '--label', `permahub.owner=${owner(process.pid)}`];
  const supervisor = spawn('/bin/sh', ['-c', script, 'sh', name, '--detach', ...labels, ...run], {
    env,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  supervisor.stdin.on('error', () => undefined); // It is gone already; its end tells.
  const gone = new Promise<boolean>((resolve) => {
    supervisor.once('error', () => resolve(false));
    supervisor.once('exit', (status) => resolve(status === 0));
  });
  const remove = () => {
    supervisor.ref(); // Unreferenced while it only waits: now its end is awaited.
    supervisor.stdin.end();
    return gone;
  };
  let said = '';
  supervisor.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const status = await new Promise<string>((resolve) => {
    supervisor.once('error', (error) => resolve(error.message));
    supervisor.once('exit', () => resolve('its supervisor ended'));
    supervisor.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
  });
  if (status === 'started 0') {
    supervisor.unref();
    for (const stream of [supervisor.stdout, supervisor.stderr]) stream.destroy();
    return { remove };
  }
  await remove();
  throw new Error(said.trim().split('\n').at(-1) || status);
}

/** Who made a container: machine, process and its start, so that a recycled process id is not taken for the owner. */
const owner = (pid: number) => `${hostname()}:${pid}:${processStart(pid) ?? 'gone'}`;

/** Removes scratch containers of this machine whose guard is gone: left only where even the supervisor was killed. */
export async function sweepContainers(env: NodeJS.ProcessEnv): Promise<void> {
  const format = '{{.ID}} {{.Label "permahub.owner"}}';
  const all = await docker(['ps', '-a', '--filter', 'label=permahub=scratch', '--format', format], env);
  if (all.status !== 0) return; // No engine: the start that follows says so.
  for (const line of all.stdout.split('\n')) {
    const [id, made] = line.split(' ');
    const pid = Number(made?.split(':').at(1));
    if (id && made?.startsWith(`${hostname()}:`) && made !== owner(pid)) await docker(['rm', '-fv', id], env);
  }
}
