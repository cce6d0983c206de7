import { createServer, connect as dial, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback.ts';
import type { Connection } from './types.ts';

/** A loopback port of ours that leads to one PostgreSQL server, while it is open. */
export interface Relay {
  readonly port: number;
  /** Ends every connection and frees the port; safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Opens the way to `to` (a host and port, or a socket's folder) on a random loopback port that is none of `never`. */
export async function openRelay(to: Connection, never: ReadonlySet<number>): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = to.host.startsWith('/') ? dial(`${to.host}/.s.PGSQL.${to.port}`) : dial(to.port, to.host);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.setNoDelay(true);
      // Either end may break at any time: that ends the other, and the client on it says so.
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        open.delete(socket);
        other.end();
      });
      socket.pipe(other);
    }
  });
  const port = await listenOnLoopback(server, never);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  return { port, close };
}
