import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Failure } from '../../src/failures.ts';
import { lockTarget } from '../../src/postgres/advisory-lock.ts';
import { connect } from '../../src/postgres/connection.ts';
import { lockMachine, withFileLock } from '../../src/postgres/machine-lock.ts';
import { secret } from '../../src/postgres/secret.ts';
import { startCluster } from '../support/cluster.ts';
import { runSource, waitFor } from './processes.ts';

const told = (e: Failure) => [e.status, e.message, e.hint];
const failureOf = (work: () => unknown): Failure => {
  try {
    work();
  } catch (error) {
    return error as Failure;
  }
  return expect.fail('it did not fail');
};
const wait = 'Wait until it has finished, then start again.';

let folder: string;
let env: NodeJS.ProcessEnv;
let program: string[];
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-locks-'));
  env = { XDG_STATE_HOME: join(folder, 'state') };
  program = runSource(new URL('./hold-lock.ts', import.meta.url));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A second process that takes a lock and says "held" or the status of its failure. */
async function holder(...args: string[]): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [...program, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const said = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (data) => resolve(String(data).trim())),
  );
  return { child, said };
}

describe('the lock of this machine', () => {
  test('is refused while another process holds it, and says who that is', async () => {
    const { child, said } = await holder('machine', 'local shop/x');
    expect(said).toBe('held');
    const failure = failureOf(() => lockMachine('local shop/x', { env, command: 'supabase db reset' }));
    expect(failure.code).toBe('held-by-another-guard');
    expect(failure.message).toMatch(
      new RegExp(
        `^Another guard is working on local shop/x: process ${child.pid}, since \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z: supabase test hold\\.$`,
      ),
    );
    expect([failure.status, failure.hint]).toEqual([75, wait]);
    child.kill('SIGKILL');
    const file = join(folder, 'state/permahub/locks/local%20shop%2fx.lock');
    await expect.poll(() => tryOnce('local shop/x')).toBe('held');
    expect(existsSync(file)).toBe(true);
    expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  test('excludes a second use in the same process, until it is released', () => {
    const lock = lockMachine('same', { env, command: 'a' });
    expect(failureOf(() => lockMachine('same', { env, command: 'b' })).status).toBe(75);
    lockMachine('other', { env, command: 'b' }).release();
    lock.release();
    lock.release();
    lockMachine('same', { env, command: 'c' }).release();
  });

  test('is not inherited by the programs a holder starts', async () => {
    const { child } = await holder('machine-with-child', 'heir');
    expect(tryOnce('heir')).toBe('75');
    child.kill('SIGKILL');
    await expect.poll(() => tryOnce('heir')).toBe('held');
  });

  test('a stale lock never has two holders, in 16 rounds of three processes each', async () => {
    for (let round = 0; round < 16; round += 8) {
      // Eight rounds side by side, each with a killed holder and three processes after its lock.
      await Promise.all(
        Array.from({ length: 8 }, async (_, i) => {
          const name = `round-${round + i}`;
          const stale = await holder('machine', name);
          expect(stale.said).toBe('held');
          stale.child.kill('SIGKILL');
          await waitFor(() => stale.child.signalCode !== null);
          const rivals = await Promise.all([1, 2, 3].map(() => holder('machine', name)));
          expect(rivals.map((rival) => rival.said).sort()).toEqual(['75', '75', 'held']);
          for (const rival of rivals) rival.child.kill('SIGKILL');
        }),
      );
    }
  }, 180_000);

  test('follows no link and says when its folder cannot be used', () => {
    const away = { XDG_STATE_HOME: join(folder, 'linked') };
    const locks = join(folder, 'linked/permahub/locks');
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(folder, 'elsewhere'), 'keep');
    symlinkSync(join(folder, 'elsewhere'), join(locks, 'x.lock'));
    const failure = failureOf(() => lockMachine('x', { env: away, command: '' }));
    expect(told(failure)).toEqual([
      74,
      `The lock ${locks}/x.lock cannot be used: ELOOP: too many symbolic links encountered, open '${locks}/x.lock'.`,
      'Make its folder writable for you, or point XDG_STATE_HOME at one that is.',
    ]);
    expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toBe('keep');
    const file = { XDG_STATE_HOME: join(folder, 'elsewhere') };
    expect(failureOf(() => lockMachine('x', { env: file, command: '' })).code).toBe('lock-unusable');
  });
});

const tryOnce = (name: string): string => {
  try {
    lockMachine(name, { env, command: 'try' }).release();
    return 'held';
  } catch (error) {
    return String((error as Failure).status);
  }
};

describe('the lock of a file', () => {
  test('lets one process in at a time: no step of eight writers is lost', async () => {
    const path = join(folder, 'chain.lock');
    const counter = join(folder, 'count');
    writeFileSync(counter, '0');
    const writers = Array.from({ length: 8 }, () => {
      const child = spawn(process.execPath, [...program, 'count', path, counter, '25'], { stdio: 'inherit' });
      children.push(child);
      return new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)));
    });
    expect(await Promise.all(writers)).toEqual(Array(8).fill(0));
    expect(readFileSync(counter, 'utf8')).toBe('200');
  });

  test('is let go when the work fails, and waited for only so long', async () => {
    const path = join(folder, 'brief.lock');
    await expect(withFileLock(path, async () => Promise.reject(new Error('work')))).rejects.toThrow('work');
    const { child } = await holder('file', path);
    const failure = (await withFileLock(path, async () => 'never', 100).catch((error) => error)) as Failure;
    expect(told(failure)).toEqual([75, `Another guard is working on ${path}: unknown.`, wait]);
    child.kill('SIGKILL');
    expect(await withFileLock(path, async () => 'mine')).toBe('mine');
  });
});

test('the lock in the target is held across connections and let go with its session', async () => {
  const cluster = await startCluster();
  const { host, port, user } = cluster;
  const to = { host, port, user, database: 'postgres', password: secret(cluster.password), sslmode: 'disable' };
  const [first, second] = [await connect(to), await connect(to)];
  const [row] = await first.query<{ pid: number }>('select pg_backend_pid() as pid');
  const lock = await lockTarget(first, 'production abc');
  const failure = (await lockTarget(second, 'production abc').catch((error) => error)) as Failure;
  expect(failure.message).toMatch(
    new RegExp(
      `^Another guard is working on production abc: "permahub" from 127\\.0\\.0\\.1, connected since \\d{4}-\\d\\d-\\d\\d [\\d:]{8} UTC \\(server process ${row?.pid}\\)\\.$`,
    ),
  );
  expect([failure.status, failure.hint]).toEqual([75, wait]);
  await (await lockTarget(second, 'production other')).release();
  await lock.release();
  await (await lockTarget(second, 'production abc')).release();
  await lockTarget(first, 'production abc');
  await first.close();
  await expect
    .poll(() =>
      lockTarget(second, 'production abc').then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await second.close();
  await cluster.stop();
});
