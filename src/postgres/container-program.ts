import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { storedPassword } from './password-file.ts';
import { programEnv } from './tools.ts';
import type { Connection, Program, RunOptions } from './types.ts';

/**
 * `docker exec` does not end the program inside when its own client dies, and a client killed half-way closes the
 * program's input as if it had been complete: psql would commit half a file. So a supervisor stands between. fd 3 breaks
 * when we die: it ends the program inside first, then the client. fd 4 says "end" only when the input really ended:
 * until then the end of input is not passed on.
 */
const supervisor = `
container=$1 mark=$2 input=$3; shift 3
exec 5<&0
inside() { docker exec "$container" sh -c '
  for each in /proc/[0-9]*; do
    tr "\\0" "\\n" <"$each/environ" 2>/dev/null | grep -qx "PERMAHUB_RUN=$1" && kill "-$2" "\${each#/proc/}" 2>/dev/null
  done' sh "$mark" "$1" >/dev/null 2>&1; }
# INT makes the programs cancel what the server is doing for them.
end() { inside INT; sleep 0.3; inside TERM; }
gate() { cat; read -r word <&4; [ "$word" = end ] || end; }
if [ "$input" = pipe ]; then gate <&5 2>/dev/null | docker exec -i "$@" 3<&- 4<&- 5<&- &
else docker exec "$@" </dev/null 3<&- 4<&- 5<&- & fi
client=$!
stop() { end; kill "$client" 2>/dev/null; sleep 0.3; inside KILL; }
(read -r _ <&3; stop) >/dev/null 2>&1 4<&- 5<&- &
watch=$!
trap 'kill "$watch"; stop; exit 143' TERM HUP INT
wait "$client"
status=$?
kill "$watch" 2>/dev/null
exit "$status"`;

/** A server in a container, and how its programs reach what a connection names. */
export interface InContainer {
  readonly container: string;
  /** The connection as it must be written inside; may refuse by throwing a Failure. */
  readonly inside: (connection: Connection) => Connection;
  /** The docker client's environment. */
  readonly env: NodeJS.ProcessEnv;
}

/** Variables that name files of this machine: they mean nothing inside. */
const filesHere = new Set(['PGSSLROOTCERT', 'PGSSLCERT', 'PGSSLKEY', 'PGSSLCRL', 'PGPASSFILE']);

/**
 * Starts a PostgreSQL program inside a container. File names in `args` are the container's. Ending the child, or our own
 * end, ends the program inside. Passwords go from our environment to the program's by name, never in argv.
 */
export function startInContainer(
  where: InContainer,
  program: Program,
  args: readonly string[],
  connection: Connection,
  options: RunOptions,
): ChildProcess {
  if (typeof options.stdin === 'number') throw new Error('a program in a container cannot read an open file of ours');
  const inside = where.inside(connection);
  const password = inside.password ?? storedPassword(connection, where.env);
  const env = programEnv(where.env, { ...inside, password }, options.settings);
  const names = Object.keys(env).filter((name) => (name.startsWith('PG') && !filesHere.has(name)) || name === 'LC_ALL');
  const mark = randomBytes(8).toString('hex');
  const exec = [...names.flatMap((name) => ['-e', name]), '-e', `PERMAHUB_RUN=${mark}`, where.container, program];
  const child = spawn('/bin/sh', ['-c', supervisor, 'sh', where.container, mark, options.stdin, ...exec, ...args], {
    env,
    // A session of its own: Ctrl-C reaches the guard, and the guard decides.
    detached: true,
    stdio: [options.stdin, 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const [life, word] = [child.stdio[3], child.stdio[4]] as Writable[];
  // Either pipe breaks when the supervisor is gone; the child's own end tells that.
  for (const pipe of [life, word]) pipe?.on('error', () => undefined);
  child.stdin?.once('finish', () => word?.end('end\n'));
  child.stdin?.once('close', () => child.stdin?.writableFinished || word?.destroy());
  child.once('exit', () => {
    for (const pipe of [life, word]) pipe?.destroy();
  });
  return child;
}
