import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/postgres/connection.ts';
import { secret } from '../../src/postgres/secret.ts';
import { claimRequest } from '../../src/postgres/used-requests.ts';
import { withUsed } from '../../src/postgres/used-requests-text.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';

const [one, two] = ['1'.repeat(32), '2'.repeat(32)];
const day = 86_400_000;
const now = new Date('2026-01-02T00:00:00Z');

// Catches: a mark that swallows what somebody wrote, or one that never goes.
test.each([
  ['', `[permahub.used ${one} 1767312000]`],
  ['Our shop', `Our shop [permahub.used ${one} 1767312000]`],
  [
    `Our shop [permahub.environment production 7 5] [permahub.used ${two} 1767311000]`,
    `Our shop [permahub.environment production 7 5] [permahub.used ${two} 1767311000] [permahub.used ${one} 1767312000]`,
  ],
  [`[permahub.used ${two} 1767000000] Our shop`, `Our shop [permahub.used ${one} 1767312000]`],
])('the comment %j is marked, and nothing else of it changes', (comment, wanted) => {
  expect(withUsed(comment, one, now)?.trim()).toBe(wanted);
});

test('a request that is marked is never marked again, however old the mark is', () => {
  const comment = withUsed('x', one, now) as string;
  expect(withUsed(comment, one, now)).toBeNull();
  expect(withUsed(comment, one, new Date(now.getTime() + 3 * day))).toBeNull();
});

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
  await cluster.query("create role owner_of login password 'pw'; create role other login password 'pw'");
  await cluster.query('alter database postgres owner to owner_of');
});
afterAll(() => cluster?.stop());

const as = (user: string) =>
  connect({
    host: cluster.host,
    port: cluster.port,
    database: 'postgres',
    user,
    password: secret('pw'),
    sslmode: 'disable',
  });

// Catches: a request carried out on two machines at once.
test('of two machines at once one claims a request; a role that does not own the database says so', async () => {
  const sessions = await Promise.all([as('owner_of'), as('owner_of'), as('other')]);
  try {
    const [first, second] = await Promise.all([
      claimRequest(sessions[0]!, one, now),
      claimRequest(sessions[1]!, one, now),
    ]);
    expect([first, second].sort()).toEqual(['claimed', 'used']);
    expect(await claimRequest(sessions[2]!, one, now)).toBe('used');
    expect(await claimRequest(sessions[2]!, two, now)).toBe('not ours');
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
});
