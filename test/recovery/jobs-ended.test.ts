import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backup } from '../../src/backup/types.ts';
import { Failure } from '../../src/failures.ts';
import { connect } from '../../src/postgres/connection.ts';
import { installTripwire } from '../../src/tripwire/install.ts';
import { judge } from '../../src/tripwire/judge.ts';
import { readTripwire } from '../../src/tripwire/read.ts';
import { openTicket } from '../../src/tripwire/ticket.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { connectionTo, takeBackup } from './fixture.ts';
import { gate, waiting } from './gate.ts';
import { jobsTrial } from './jobs-trial.ts';
import { objects, platform } from './strange.ts';

let cluster: Cluster;
let backup: Backup & { remove: () => void };

beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query(platform);
  await cluster.query(objects);
  await cluster.query(gate);
  backup = await takeBackup(cluster);
});
afterAll(async () => {
  backup?.remove();
  await cluster?.stop();
});

const { turned, jobs, restore, failure } = jobsTrial(() => ({ cluster, backup }));

test('Ctrl-C in the middle ends the programs and says what is there now', async () => {
  const stop = new AbortController();
  await cluster.query('create database wait');
  try {
    turned.length = 0;
    const ran = failure({ jobs: jobs({ signal: stop.signal }) });
    await expect.poll(() => cluster.query(waiting, 'wait'), { timeout: 20_000 }).toHaveLength(1);
    stop.abort(new Failure('interrupted', { signal: 'Ctrl-C' }));
    expect(await ran).toEqual({
      code: 'restore-stopped-halfway',
      status: 130,
      message:
        'Ctrl-C stopped the restore of backup_20251114_143022 over several connections. The database holds a part of it, and nothing of what was there before.',
      hint: '`permahub undo` puts back the state before it, from backup_20251114_160000. Or start the restore again.',
    });
    expect(turned).toEqual(['out', 'in']);
    expect(await cluster.query(waiting, 'wait')).toEqual([]);
  } finally {
    await cluster.query('drop database wait');
  }
  await restore();
});

/** Whatever the guard has open there beside pg_restore, which waits: the one that sends others away. */
const endSender = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = 'postgres' and application_name = 'permahub' and query like '%pg_database_size%' and pid <> pg_backend_pid()`;

const senders = [
  { sender: 'stays', lost: false },
  { sender: 'was ended itself', lost: true },
];

// Catches: a sender that is gone after its first trouble, and a reader that then holds up the restore without end.
test.each(senders)(
  'sessions of others are ended again and again while it runs; who does it $sender',
  async ({ lost }) => {
    await cluster.query('create database wait');
    const stop = new AbortController();
    try {
      const ran = restore({ jobs: jobs({ signal: stop.signal }) }).catch((error: Failure) => error.code);
      await expect.poll(() => cluster.query(waiting, 'wait'), { timeout: 20_000 }).toHaveLength(1);
      if (lost) await expect.poll(() => cluster.query(endSender, 'wait'), { timeout: 5000 }).toHaveLength(1);
      const other = new pg.Client(cluster.url());
      // The server says why, then the connection breaks.
      const gone = new Promise((resolve) => other.on('error', ({ message }) => resolve(message)));
      await other.connect();
      await other.query('begin; select from auth.users');
      expect(await gone).toBe('terminating connection due to administrator command');
      stop.abort(new Failure('interrupted', { signal: 'Ctrl-C' }));
      expect(await ran).toBe('restore-stopped-halfway');
    } finally {
      await cluster.query('drop database wait', 'template1');
    }
  },
);

test('stopped while it compares, all of it is there and nobody calls it restored', async () => {
  const stop = new AbortController();
  const onProgress = ({ step }: { step: string }) =>
    step === 'comparing' && stop.abort(new Failure('interrupted', { signal: 'Ctrl-C' }));
  expect(await failure({ onProgress, jobs: jobs({ signal: stop.signal, present: null }) })).toMatchObject({
    status: 130,
    message:
      'Ctrl-C stopped the restore of backup_20251114_143022 over several connections. All of it was put back, but not compared.',
    hint: 'There was nothing to back up before it. Start the restore again.',
  });
});

test('a tripwire comes back with the rest, armed', async () => {
  const session = await connect(connectionTo(cluster));
  const armed = await installTripwire(session, 100);
  const withIt = await takeBackup(cluster);
  const ticket = await openTicket({ connection: connectionTo(cluster), roles: [], once: false });
  try {
    await restore({ backup: withIt, keepSessions: [] });
    const again = await connect(connectionTo(cluster));
    expect(judge(await readTripwire(again))).toMatchObject({ state: 'armed', guarded: armed.guarded });
    await again.close();
  } finally {
    await ticket.close();
    await session.close();
    withIt.remove();
  }
});
