import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bin15, type Cluster, startCluster } from '../support/cluster.ts';
import { withoutProgress } from './golden.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';

let box: Sandbox;
let own: Cluster;
beforeAll(async () => {
  [box, own] = await Promise.all([openSandbox(), startCluster()]);
  const file = join(box.project.folder, '.permahubrc.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), postgres: { scratch: 'createdb' } }));
  // Roles belong to the whole server: the guard makes none there, so the source's have to exist.
  const roles = await execa(join(bin15, 'pg_dumpall'), ['--roles-only', '-d', box.cluster.url()]);
  await own.query(roles.stdout.replace(/^(CREATE|ALTER) ROLE postgres.*$|^\\.*$/gm, ''));
});
afterAll(async () => {
  await box?.remove();
  await own?.stop();
});

const target = () => `postgresql://postgres@127.0.0.1:${box.cluster.port}/postgres?sslmode=disable`;
const server = (cluster: Cluster) => ({
  PGHOST: '127.0.0.1',
  PGPORT: String(cluster.port),
  PGUSER: 'postgres',
  PGPASSWORD: cluster.password,
});

test("a backup is proven in a database on the person's own server where the settings ask for it, and the database is dropped", async () => {
  const made = await box.alone('permahub', ['backup', '--json', '--target', target()], server(own));
  expect({ status: made.status, stderr: made.status === 0 ? '' : made.stderr }).toEqual({ status: 0, stderr: '' });
  expect({ status: made.status, scratch: JSON.parse(made.stdout).proof.scratch }).toEqual({
    status: 0,
    scratch: expect.stringMatching(/^the scratch database permahub_scratch_[0-9a-f]{12} on 127\.0\.0\.1:\d+$/),
  });
  expect(await own.query("select datname from pg_database where datname like 'permahub%'")).toEqual([]);
});

test('the server that is backed up is not used for it', async () => {
  const made = await box.alone('permahub', ['backup', '--target', target()], server(box.cluster));
  expect({ ...made, stderr: withoutProgress(made.stderr) }).toEqual({
    status: 69,
    stdout: '',
    stderr: `permahub: The server for scratch databases (127.0.0.1:${box.cluster.port}) is the one that is backed up: a proof on it would count as writes.\n  Set PGHOST and PGPORT to another server, or "postgres.scratch" to "own".`,
  });
});
