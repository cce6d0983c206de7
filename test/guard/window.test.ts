import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockTarget } from '../../src/postgres/advisory-lock.ts';
import { connect } from '../../src/postgres/connection.ts';
import { secret } from '../../src/postgres/secret.ts';
import { runSource } from '../postgres/processes.ts';
import { type Line, openLine } from './line.ts';

let line: Line;
beforeAll(async () => {
  line = await openLine();
});
afterAll(() => line?.remove());

const closed = async () => (await line.cluster.query('select * from pg_db_role_setting')).length > 0;

// Catches: a database that nobody can write to any more, and nobody knows why, after a guard was killed at the worst moment.
test('killed with SIGKILL while writes are stopped: the next run says so and allows them again', async () => {
  await closeAndDie();
  const next = await line.run(line.reset(), [[/reason/, '']]);
  expect(next.status).toBe(77);
  expect(next.screen.replace(/\s+/g, ' ')).toMatch(
    /^permahub: An earlier run \(supabase db reset, [\dT:.-]+Z\) died while it had stopped writes to 127\.0\.0\.1:\d+\/postgres: they are allowed again\. /,
  );
  expect(await closed()).toBe(false);
  expect((await line.run(line.reset(), [[/reason/, '']])).screen).not.toContain('An earlier run (supabase db reset,');
});

// Catches: opening the window of a guard that lives, on another machine.
test('`permahub backup` opens such a window as well, but not while a guard on another machine holds the target', async () => {
  await closeAndDie();
  const backup = () =>
    line.alone('permahub', ['backup', '--target', line.url.replace(/:[^:@/]+@/, '@')], { TMPDIR: line.scratch });
  const elsewhere = await connect({
    ...line.cluster,
    database: 'postgres',
    password: secret(line.cluster.password),
    sslmode: 'disable',
  });
  await lockTarget(elsewhere, key());
  const during = await backup();
  expect(during).toMatchObject({ status: 0 });
  expect(during.stderr).not.toContain('allowed again');
  expect(await closed()).toBe(true);
  await elsewhere.close();
  const after = await backup();
  expect(after).toMatchObject({ status: 0 });
  expect(after.stderr).toContain(`had stopped writes to ${key()}: they are allowed again.`);
  expect(await closed()).toBe(false);
});

const key = () => `127.0.0.1:${line.cluster.port}/postgres`;

/** A process that closes the window as the guard does, and is killed. */
async function closeAndDie(): Promise<void> {
  const args = [...runSource(new URL('./hold-window.ts', import.meta.url)), key(), line.cluster.password];
  const guard = spawn(process.execPath, args, {
    env: { ...process.env, ...line.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(guard.stdout, 'data');
  guard.kill('SIGKILL');
  expect(await once(guard, 'exit')).toEqual([null, 'SIGKILL']);
  expect(await closed()).toBe(true);
}
