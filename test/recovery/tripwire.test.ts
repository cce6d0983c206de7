import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import { connect } from '../../src/postgres/connection.ts';
import { restoreBackup } from '../../src/recovery/restore.ts';
import { installTripwire, leftOf, removeTripwire } from '../../src/tripwire/install.ts';
import { eventTriggerSql } from '../../src/tripwire/install-sql.ts';
import { eventTriggers } from '../../src/tripwire/names.ts';
import { readTripwire } from '../../src/tripwire/read.ts';
import { openTicket, type Ticket } from '../../src/tripwire/ticket.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { approval, compare, connectionTo, overTwo, takeBackup, tools } from './fixture.ts';
import { hosted, hostedRows } from './hosted.ts';

/** A hosted project: `postgres` is no superuser, owns the tripwire with its event triggers, and restores. */
let cluster: Cluster;
let without: Backup & { remove: () => void };
let withIt: Backup & { remove: () => void };
let ticket: Ticket | null = null;
const connection = () => connectionTo(cluster, 'postgres');

beforeAll(async () => {
  cluster = await startCluster({ user: 'supabase_admin' });
  await cluster.query(hosted);
  await cluster.query(`set session authorization postgres; ${hostedRows}`);
  without = await takeBackup(cluster, 'postgres');
  await install();
  withIt = await takeBackup(cluster, 'postgres');
});
afterAll(async () => {
  without?.remove();
  withIt?.remove();
  await cluster?.stop();
});
beforeEach(async () => {
  await install();
});
afterEach(() => ticket?.close());

/** As supautils lets it: event triggers made by postgres, and its own though it is no superuser. */
async function install(): Promise<void> {
  const session = await connect(connection());
  await installTripwire(session, 100);
  await session.close();
  await cluster.query('alter role postgres superuser');
  await cluster.query(`set session authorization postgres; ${eventTriggers.map(eventTriggerSql).join('\n')}`);
  await cluster.query('alter role postgres nosuperuser');
}
const asPostgres = (sql: string) => cluster.query(`set session authorization postgres; ${sql}`);
const restore = (backup: Backup) => restoreBackup({ approval, backup, connection: connection(), tools, compare });

test('without a ticket nothing of it is restored, because nothing may be emptied', async () => {
  await expect(restore(withIt)).rejects.toMatchObject({ code: 'restore-failed' });
  expect(await cluster.query('select count(*)::int as n from auth.users')).toEqual([{ n: 200 }]);
});

test.each(['without', 'with'])('a backup %s the tripwire is put back over a database that has one', async (which) => {
  ticket = await openTicket({ connection: connection(), roles: ['postgres'], once: false });
  const backup = which === 'with' ? withIt : without;
  expect(await restore(backup)).toMatchObject({ tables: backup.metadata.facts.tables.length });
  const session = await connect(connection());
  try {
    // It is not put back from an archive: the guard installs it.
    expect(leftOf(await readTripwire(session))).toEqual([]);
    const now = await installTripwire(session, 100);
    expect(now).toMatchObject({ state: 'partial', lacking: [] });
    expect(now.guarded).toContain('public.notes');
  } finally {
    await session.close();
  }
});

test('a backup with it is put back over a database without one', async () => {
  const session = await connect(connection());
  await removeTripwire(session);
  await session.close();
  await asPostgres('drop table public.notes cascade');
  expect(await restore(withIt)).toMatchObject({ tables: withIt.metadata.facts.tables.length });
});

test('such a role passes it with one session, and is refused more', async () => {
  await expect(
    restoreBackup({ approval, backup: withIt, connection: connection(), tools, compare, jobs: overTwo }),
  ).rejects.toMatchObject({
    status: 69,
    message:
      'A restore over several connections cannot be done here: the database has a tripwire, which the role postgres passes with one session. The database was not touched.',
    hint: 'Leave --jobs out.',
  });
});
