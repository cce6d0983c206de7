import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** A page in a real headless Chromium, spoken to through its own pipe. */
export interface Page {
  /** Everything the page tried to load but its own document, as URLs. */
  readonly requests: readonly string[];
  /** Console messages, log entries (violations of the security policy as well) and exceptions. */
  readonly complaints: readonly string[];
  readonly evaluate: <T>(expression: string) => Promise<T>;
  /** A PNG of the whole page. */
  readonly screenshot: () => Promise<Buffer>;
  readonly pdf: () => Promise<Buffer>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params: Record<string, never>;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Opens a file in Debian's Chromium with this colour scheme, and gives the page to `work` once it is loaded. */
export async function withPage<T>(
  file: string,
  scheme: 'light' | 'dark',
  work: (page: Page) => Promise<T>,
  width = 1100,
): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'permahub-test-browser-'));
  const child = spawn(
    'chromium',
    [
      ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
      ...[`--user-data-dir=${profile}`, '--remote-debugging-pipe', `--window-size=${width},900`, 'about:blank'],
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true },
  );
  try {
    return await work(await openPage(child, file, scheme, width));
  } finally {
    const closed = new Promise((done) => child.once('close', done));
    process.kill(-(child.pid as number), 'SIGKILL');
    await closed;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function openPage(child: ChildProcess, file: string, scheme: string, width: number): Promise<Page> {
  const { send, onEvent } = speak(child);
  const requests: string[] = [];
  const complaints: string[] = [];
  const url = `file://${file}`;
  const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const tell = <R>(method: string, params: object = {}) => send<R>(method, params, sessionId);
  const loaded = new Promise<void>((done) => {
    onEvent((method, params) => {
      const given = params as Record<string, { url?: string; text?: string; args?: unknown }>;
      if (method === 'Network.requestWillBeSent' && given.request?.url !== url) requests.push(given.request?.url ?? '');
      if (method === 'Runtime.consoleAPICalled') complaints.push(JSON.stringify(given.args));
      if (method === 'Runtime.exceptionThrown') complaints.push(JSON.stringify(given.exceptionDetails));
      if (method === 'Log.entryAdded') complaints.push(String(given.entry?.text));
      if (method === 'Page.loadEventFired') done();
    });
  });
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await tell(`${domain}.enable`);
  await tell('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  await tell('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
  await tell('Page.navigate', { url });
  await loaded;
  return {
    requests,
    complaints,
    evaluate: async <R>(expression: string) => {
      type Answer = { result: { value: R }; exceptionDetails?: unknown };
      const { result, exceptionDetails } = await tell<Answer>('Runtime.evaluate', { expression, returnByValue: true });
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
      return result.value;
    },
    screenshot: async () => {
      const { data } = await tell<{ data: string }>('Page.captureScreenshot', { captureBeyondViewport: true });
      return Buffer.from(data, 'base64');
    },
    pdf: async () => {
      const { data } = await tell<{ data: string }>('Page.printToPDF', { preferCSSPageSize: true });
      return Buffer.from(data, 'base64');
    },
  };
}

/** The DevTools protocol over the pipe: JSON messages, each ended by a zero byte. */
function speak(child: ChildProcess) {
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (message: Message) => void>();
  const listeners: ((method: string, params: object) => void)[] = [];
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('close', (status) => reject(new Error(`chromium ended with status ${status}`)));
  });
  ended.catch(() => undefined); // Whoever waits for an answer hears of it.
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id === undefined) for (const each of listeners) each(message.method ?? '', message.params);
      else waiting.get(message.id)?.(message);
    }
  });
  input.on('error', () => undefined);
  let last = 0;
  const send = async <R>(method: string, params: object = {}, sessionId?: string): Promise<R> => {
    const id = ++last;
    const answer = new Promise<Message>((done) => waiting.set(id, done));
    input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await Promise.race([answer, ended]);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as R;
  };
  return { send, onEvent: (listen: (method: string, params: object) => void) => listeners.push(listen) };
}
