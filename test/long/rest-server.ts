import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real network repository for restic on loopback. */
export interface RestServer {
  /** As the settings name it. */
  readonly repository: string;
  /** Where it keeps its files. */
  readonly folder: string;
  /** Kills it, as a machine that goes down. */
  readonly kill: () => Promise<void>;
  /** The same repository at the same address again; `limit` in bytes per second and "k" or "M". */
  readonly start: (limit?: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Starts `rclone serve restic` on a free port. */
export async function startRestServer(): Promise<RestServer> {
  const root = mkdtempSync(join(tmpdir(), 'permahub-vault-'));
  const folder = join(root, 'repository');
  const port = await freePort();
  let server: ChildProcess | null = null;
  const start = async (limit?: string) => {
    const limits = limit === undefined ? [] : ['--bwlimit', limit];
    const started = spawn('rclone', ['serve', 'restic', '--addr', `127.0.0.1:${port}`, ...limits, folder], {
      env: { PATH: process.env.PATH, HOME: root },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server = started;
    await new Promise<void>((resolve, reject) => {
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('Serving restic REST API')) resolve();
      });
      started.once('error', reject);
      started.once('exit', (status) => reject(new Error(`rclone ended with status ${status}`)));
    });
  };
  const kill = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    repository: `rest:http://127.0.0.1:${port}/`,
    folder,
    kill,
    start,
    remove: async () => {
      await kill();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
