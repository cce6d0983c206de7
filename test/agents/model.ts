import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Dialect, ToolCall } from './dialects.ts';

/** A model service on loopback. */
export interface Model {
  readonly url: string;
  /** What the agent told its model of each call, in order. */
  readonly told: readonly string[];
  /** Every request that was none to the model: a test asserts there was none. */
  readonly untold: readonly string[];
  readonly stop: () => Promise<void>;
}

/**
 * Stands in for a hosted model, which cannot exist in a test: asks for the given tool calls, one after the other, whatever came
 * of them, and ends with "finished". It is the agent's proxy as well: whatever the agent asks of the world outside comes here,
 * is refused and remembered.
 */
export async function startModel(dialect: Dialect, calls: readonly ToolCall[]): Promise<Model> {
  let told: readonly string[] = [];
  const untold: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      untold.push(`${request.method} ${request.url}: ${(error as Error).message}`);
      response.destroy();
    });
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    if (method !== 'POST' || !dialect.path.test(url)) {
      untold.push(`${method} ${url}`);
      response.writeHead(403).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const results = dialect.results(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    told = results;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const { event, data } of dialect.events(calls[results.length] ?? 'finished', results.length))
      response.write(`${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
    response.end();
  }
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    untold.push(`CONNECT ${request.url}`);
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get told() {
      return told;
    },
    untold,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
