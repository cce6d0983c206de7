import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Salvage, salvageLocal } from '../../src/backup/salvage.ts';
import { findContainerTools } from '../../src/postgres/container.ts';
import { secret } from '../../src/postgres/secret.ts';
import type { Connection } from '../../src/postgres/types.ts';
import { port, type StackProject, startProject } from './project.ts';

const connection: Connection = {
  host: '127.0.0.1',
  port,
  database: 'postgres',
  user: 'supabase_admin',
  password: secret('postgres'),
  sslmode: null,
};
const cause = 'pg_dump failed.';
let project: StackProject;
let rounds = 0;
let before: Record<string, string>;
beforeAll(async () => {
  project = await startProject(3, 'broken');
  before = await project.facts();
});
afterAll(() => project?.remove());

/** A salvage into a directory of its own. */
async function salvage(env = project.env): Promise<Salvage & { directory: string }> {
  const directory = join(project.folder, `backups/round-${++rounds}`);
  const tools = await findContainerTools({ projectId: project.id, env });
  const at = new Date('2025-11-14T14:30:22Z');
  const done = await salvageLocal({ projectId: project.id, connection, tools, directory, at, cause, env });
  return { ...done, directory };
}

/** Runs a script on the volume of the stopped or running stack. */
function onVolume(script: string, volume = 'supabase_db_broken'): string {
  const image = project.docker('image', 'ls', '-q', 'permahub-test-postgres').trim();
  return project.docker(
    'run',
    '--rm',
    '--network',
    'none',
    '-v',
    `${volume}:/data`,
    '--entrypoint',
    'sh',
    image,
    '-c',
    script,
  );
}

test('of a stopped stack the volume is copied, and a server starts from the copy with every row', async () => {
  expect(project.supabase('stop').status).toBe(0);
  const done = await salvage();
  const archive = join(done.directory, 'salvage_20251114_143022_volume.tar.gz');
  expect(done).toMatchObject({
    kind: 'salvaged',
    files: [archive, join(done.directory, 'salvage_20251114_143022_salvage.json')],
    reason:
      'no backup could be made (pg_dump failed); its server does not run (there is no container); the Docker volume supabase_db_broken was copied as it is',
  });
  expect(statSync(archive).mode & 0o777).toBe(0o600);
  const image = project.docker('image', 'ls', '-q', 'permahub-test-postgres').trim();
  project.docker(
    'run',
    '--rm',
    '--network',
    'none',
    '-v',
    'copied:/data',
    '-v',
    `${done.directory}:/from:ro`,
    '--entrypoint',
    'sh',
    image,
    '-c',
    'tar -C /data -xzf /from/salvage_20251114_143022_volume.tar.gz',
  );
  project.docker(
    'run',
    '-d',
    '--name',
    'copied',
    '--network',
    'none',
    '-e',
    'POSTGRES_PASSWORD=x',
    '-v',
    'copied:/var/lib/postgresql/data',
    image,
  );
  try {
    const ask = [
      'exec',
      'copied',
      'sh',
      '-c',
      'until pg_isready -q -h 127.0.0.1; do sleep 0.2; done; psql -U supabase_admin -h 127.0.0.1 -d postgres -Atc "select count(*) from public.orders"',
    ];
    expect(project.docker(...ask).trim()).toBe('500');
  } finally {
    project.docker('rm', '-fv', 'copied');
    project.docker('volume', 'rm', 'copied');
  }
  expect(project.supabase('db', 'start').status).toBe(0);
  expect(await project.facts()).toEqual(before);
});

test('of a damaged table only the damaged block is lost, and everything else is copied', async () => {
  const [row] = await project.query<{ path: string; inside: string; blocks: number }>(`
    select pg_relation_filepath('public.orders') as path, pg_relation_size('public.orders') / 8192 as blocks,
           (select count(*) from public.orders where ctid >= '(1,0)' and ctid < '(2,0)')::text as inside`);
  const { path = '', inside = '', blocks = 0 } = row ?? {};
  await project.query('checkpoint');
  project.docker('stop', 'supabase_db_broken');
  onVolume(`yes damaged | head -c 4096 | dd of=/data/${path} bs=8192 seek=1 conv=notrunc 2>/dev/null`);
  project.docker('start', 'supabase_db_broken');
  const done = await salvage();
  const file = (part: string) => join(done.directory, `salvage_20251114_143022_${part}`);
  expect(done).toMatchObject({
    kind: 'salvaged',
    files: ['roles.sql', 'schema.sql', 'data.sql', 'volume.tar.gz', 'salvage.json'].map(file),
  });
  const tables = Object.keys(before).length - 1; // The materialised view is no table.
  expect(done.reason).toBe(
    `no backup could be made (pg_dump failed); rows were copied table by table: ${tables - 1} of ${tables} tables whole; ` +
      `public.orders lost 1 of ${blocks} blocks (psql failed (status 1): ERROR:  invalid page in block 1 of relation ${path}); ` +
      'the Docker volume supabase_db_broken was copied as it is',
  );
  const data = readFileSync(file('data.sql'), 'utf8');
  const copied = data.split('COPY public.orders (')[1]?.split('\\.\n')[0]?.trim().split('\n').slice(1) ?? [];
  expect(Number(inside)).toBeGreaterThan(0);
  expect(copied).toHaveLength(500 - Number(inside));
  expect(data).toContain("select pg_catalog.setval('public.orders_id_seq', 1499, t");
  expect(data).toContain('select pg_catalog.lo_from_bytea(');
});

test('of a server that does not start any more the volume is copied as it is', async () => {
  onVolume('rm /data/global/pg_control');
  project.docker('restart', 'supabase_db_broken');
  const done = await salvage();
  expect(done.reason).toMatch(
    /^no backup could be made \(pg_dump failed\); its server does not (answer|run)( \(.*\))?; the Docker volume supabase_db_broken was copied as it is$/,
  );
  expect(existsSync(join(done.directory, 'salvage_20251114_143022_volume.tar.gz'))).toBe(true);
  expect(existsSync(join(done.directory, 'salvage_20251114_143022_data.sql'))).toBe(false);
});

test('leaves no container behind', () => {
  expect(project.docker('ps', '-aq', '--filter', 'label=permahub=scratch')).toBe('');
});

test('without a container and a volume there is nothing to back up', async () => {
  expect(project.supabase('stop', '--no-backup').status).toBe(0);
  expect(await salvage()).toMatchObject({
    kind: 'nothing-to-back-up',
    reason: 'Docker has neither a container nor a volume named supabase_db_broken',
  });
});

test('a Docker engine that cannot be asked is no proof that there is nothing', async () => {
  await expect(salvage({ ...project.env, DOCKER_HOST: 'unix:///nonexistent/docker.sock' })).rejects.toThrow(
    /^Docker could not be asked about the container supabase_db_broken: .*Is the docker daemon running\?\.$/,
  );
  mkdirSync(join(project.folder, 'empty'));
  await expect(salvage({ ...project.env, PATH: join(project.folder, 'empty') })).rejects.toThrow(
    'Docker could not be asked about the container supabase_db_broken: spawn docker ENOENT.',
  );
});
