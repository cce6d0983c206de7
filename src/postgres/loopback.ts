import type { Server } from 'node:net';

/**
 * Lets the server listen on a random loopback port that is none of `never` and none of the local stack's usual ones
 * (54320-54329): what stands there is taken for the local stack.
 */
export async function listenOnLoopback(server: Server, never: ReadonlySet<number> = new Set()): Promise<number> {
  for (;;) {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    if (!never.has(port) && (port < 54320 || port > 54329)) return port;
    await new Promise((resolve) => server.close(resolve));
  }
}
