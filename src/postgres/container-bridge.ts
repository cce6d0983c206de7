import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback.ts';

/**
 * Carries one connection: standard input to the server, the server to standard output; whichever ends first ends both.
 * bash alone, because it is in every PostgreSQL image (its entrypoint is a bash script). It waits for what it ended: the
 * server is process 1 in there, and an orphan that reaches it after a signal looks like a crashed backend to it.
 */
const carry = `exec 3<>/dev/tcp/127.0.0.1/5432 4<&0 || exit 69
cat <&4 >&3 & cat <&3 3<&- & wait -n; kill $(jobs -p) 2>/dev/null; wait`;

/** A loopback port of this machine that leads into a container without a network. */
export interface Bridge {
  readonly port: number;
  /** Ends every connection and frees the port. */
  readonly close: () => Promise<void>;
}

/** Opens the way to the PostgreSQL server inside, on a random port that is never one of the local stack's usual ones. */
export async function openBridge(container: string, env: NodeJS.ProcessEnv): Promise<Bridge> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const child = spawn('docker', ['exec', '-i', container, 'bash', '-c', carry], {
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // Both ends may break at any time: that is the end of a connection, and the client on it says so.
    for (const stream of [socket, child.stdin, child.stdout]) stream.on('error', () => socket.destroy());
    child.once('error', () => socket.destroy());
    socket.setNoDelay(true);
    socket.pipe(child.stdin);
    child.stdout.pipe(socket);
    socket.once('close', () => child.stdin.destroy());
  });
  const port = await listenOnLoopback(server);
  server.unref();
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  return { port, close };
}
