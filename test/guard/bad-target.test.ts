import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { type Cluster, freePort, startCluster } from '../support/cluster.ts';
import type { TerminalResult } from '../support/pty.ts';
import { withBadInput } from './bad-input.ts';
import { chain } from './golden.ts';
import { readyFor } from './team.ts';

const given = withBadInput();

// Catches: a password in the message, or a reset although nothing could be read.
test('wrong password', async () => {
  const ran = await given.run(given.reset(given.url.replace(given.box.cluster.password, 'wrong')));
  expect(ran.screen).not.toContain('wrong');
  await given.expectFailure(ran, 69, 'wrong-password');
});

// Catches: taking a missing database for one with nothing to back up.
test('database that is not there', async () => {
  await given.expectFailure(await given.run(given.reset(given.box.cluster.url('nowhere'))), 69, 'no-database');
});

// Catches: half a dump taken for a whole one, or files of it left behind.
test('server gone while it is dumped', async () => {
  const other = await startCluster();
  await other.query('create table slow (id int); insert into slow select generate_series(1, 1000)');
  const locker = new pg.Client({ connectionString: other.url() });
  locker.on('error', () => undefined);
  await locker.connect();
  try {
    // The dump waits for this table: it is certainly under way when the server goes.
    await locker.query('begin; lock table slow in access exclusive mode');
    const running = given.run(given.reset(other.url()));
    await dumping(other);
    await other.stop();
    const ran = await running;
    // Either of the two that were connected may see it first; both say what happened.
    const name = ran.screen.includes('pg_dump') ? 'server-gone-under-dump' : 'server-gone';
    await given.expectFailure(ran, 69, name, [[`:${other.port}`, ':<port>']]);
    expect(leftovers(given.box.backups)).toEqual([]);
  } finally {
    await locker.end().catch(() => undefined);
    await other.stop();
  }
});

// Catches: taking silence for an empty database.
test('target that cannot be reached', async () => {
  const port = await freePort();
  const ran = await given.run(given.reset(given.url.replace(`:${given.box.cluster.port}/`, `:${port}/`)));
  await given.expectFailure(ran, 69, 'unreachable', [[`:${port}`, ':<port>']]);
});

// Catches: a backup of many moments through a transaction pooler.
test('transaction pooler on port 6543', async () => {
  const ran = await given.run(given.reset(given.url.replace(`:${given.box.cluster.port}/`, ':6543/')));
  await given.expectFailure(ran, 77, 'port-6543');
  expect(chain(given.box.backups).at(-1)).toMatchObject({
    kind: 'refusal',
    facts: { command: 'db reset', why: expect.stringMatching(/^127\.0\.0\.1:6543 is a transaction pooler/) },
  });
});

// Catches: a backup of only the rows that a policy lets this role see.
test('role that row level security would filter, and role that cannot read a table', async () => {
  await given.box.cluster.query(`create role shop_app login password 'app';
    create role shop_reader login bypassrls password 'app'; grant usage on schema public to shop_reader;`);
  try {
    const as = (role: string) => given.reset(given.url.replace(/\/\/.*@/, `//${role}:app@`));
    await given.expectFailure(await given.run(as('shop_app')), 69, 'role-filtered');
    await given.expectFailure(await given.run(as('shop_reader')), 69, 'role-cannot-read');
  } finally {
    await given.box.cluster.query('drop owned by shop_app, shop_reader; drop role shop_app, shop_reader');
  }
});

// Catches: two resets that back up each other's half-done work.
test('two guards at once on one machine: the second says who works there', async () => {
  let second: TerminalResult | null = null;
  await readyFor(given.box, given.reset());
  const first = await given.box.asPerson('supabase', given.reset(), [
    [
      /reason/,
      async () => {
        second = await given.run(given.reset());
        return '';
      },
    ],
  ]);
  expect(first.status).toBe(77);
  await given.expectFailure(second as unknown as TerminalResult, 75, 'two-guards', [
    [/process \d+/g, 'process <pid>'],
    [/since [\dT:.-]+Z/g, 'since <time>'],
  ]);
});

// Catches: a lock that only this machine knows of.
test('two guards at once on two machines: the database itself holds the lock', async () => {
  const hash = createHash('sha256').update(`permahub 127.0.0.1:${given.box.cluster.port}/postgres`).digest();
  const elsewhere = new pg.Client({ connectionString: given.url, application_name: 'permahub' });
  await elsewhere.connect();
  try {
    await elsewhere.query(`select pg_advisory_lock(${hash.readInt32BE(0)}, ${hash.readInt32BE(4)})`);
    await given.expectFailure(await given.run(given.reset()), 75, 'two-machines', [
      [/since [\d: -]+ UTC/g, 'since <time> UTC'],
      [/process \d+/g, 'process <pid>'],
    ]);
  } finally {
    await elsewhere.end();
  }
});

/** Waits until pg_dump is connected. */
async function dumping(cluster: Cluster): Promise<void> {
  const sql = `select from pg_stat_activity where application_name = 'pg_dump' or query ~ '^LOCK TABLE'`;
  for (const since = Date.now(); (await cluster.query(sql)).length === 0; await new Promise((r) => setTimeout(r, 50)))
    if (Date.now() - since > 30_000) throw new Error('pg_dump never came');
}

function leftovers(directory: string): string[] {
  return execFileSync('ls', ['-A', directory], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => /partial|running/.test(name));
}
