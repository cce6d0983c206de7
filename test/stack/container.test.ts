import { execSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../src/postgres/connection.ts';
import { findContainerTools } from '../../src/postgres/container.ts';
import { startContainerScratch } from '../../src/postgres/container-scratch.ts';
import { finish } from '../../src/postgres/finish.ts';
import { localSuperuser } from '../../src/postgres/local-superuser.ts';
import { secret } from '../../src/postgres/secret.ts';
import type { Connection, Program, Scratch, Toolset } from '../../src/postgres/types.ts';
import { port, type StackProject, startProject } from './project.ts';
import { jobs } from './rows.ts';

const like = {
  bootstrapRole: 'supabase_admin',
  encoding: 'UTF8',
  collate: 'C.UTF-8',
  ctype: 'C.UTF-8',
  serverVersion: 170000,
  database: 'postgres',
  extensions: [],
};
const asPostgres: Connection = {
  host: '127.0.0.1',
  port,
  database: 'postgres',
  user: 'postgres',
  password: secret('postgres'),
  sslmode: null,
};
const scratches = (project: StackProject) => project.docker('ps', '-aq', '--filter', 'label=permahub=scratch');
const volumes = (project: StackProject) => project.docker('volume', 'ls', '-q').trim().split('\n');

let project: StackProject;
beforeAll(async () => {
  project = await startProject(3);
  await project.query(jobs);
});
afterAll(() => project?.remove());

async function tools(): Promise<Toolset> {
  return (await findContainerTools({ projectId: project.id, env: project.env })) as Toolset;
}

/** Runs a program to its end and gives its stdout. */
async function output(set: Toolset, program: Program, args: string[], connection: Connection): Promise<string> {
  const child = set.start(program, args, connection, { stdin: 'ignore' });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  await finish(child, program);
  return text;
}

/** Restores the project's database into a scratch server, roles first, as a proof does. */
async function copyInto(scratch: Scratch): Promise<string> {
  const set = await tools();
  const roles = await output(set, 'pg_dumpall', ['--roles-only', '--no-role-passwords'], asPostgres);
  const psql = scratch.tools.start('psql', ['-qX'], scratch.connection, { stdin: 'pipe' });
  psql.stdout?.resume();
  psql.stdin?.end(roles.replace(/^CREATE ROLE supabase_admin;$/m, ''));
  const said = await finish(psql, 'psql');
  const dump = set.start('pg_dump', ['-Fc'], asPostgres, { stdin: 'ignore' });
  const restore = scratch.tools.start('pg_restore', ['--exit-on-error', '-d', 'postgres'], scratch.connection, {
    stdin: 'pipe',
  });
  restore.stdout?.resume();
  const ends = [finish(dump, 'pg_dump'), finish(restore, 'pg_restore')];
  await pipeline(dump.stdout as NodeJS.ReadableStream, restore.stdin as NodeJS.WritableStream);
  return [said, ...(await Promise.all(ends))].join('');
}

describe('the programs in the local stack’s own container', () => {
  test('are found by the project id, with their version', async () => {
    const set = await tools();
    expect(set.kind).toBe('container');
    expect(set.major).toBe(17);
    expect(set.words).toMatch(/^container supabase_db_shop \(17\.\d+\)$/);
  });

  test('are not found for a project that does not run here', async () => {
    expect(await findContainerTools({ projectId: 'nothing-here', env: project.env })).toBeNull();
    const nobody = { ...project.env, DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
    expect(await findContainerTools({ projectId: project.id, env: nobody })).toBeNull();
  });

  test('dump every schema as the superuser, though the connection is of postgres', async () => {
    const dump = await output(await tools(), 'pg_dump', ['--data-only', '-t', 'auth.users'], asPostgres);
    expect(dump.match(/@harbour\.example/g)).toHaveLength(120);
  });

  test('report their own failures with status and words', async () => {
    await expect(output(await tools(), 'pg_dump', ['-t', 'no.such'], asPostgres)).rejects.toThrow(
      'pg_dump failed (status 1): pg_dump: error: no matching tables were found.',
    );
  });

  test('are refused for a server that only this machine can reach', async () => {
    const set = await tools();
    expect(() => set.start('psql', [], { ...asPostgres, port: 5999 }, { stdin: 'ignore' })).toThrow(
      'The programs in the container supabase_db_shop cannot reach 127.0.0.1:5999: inside, that is the container itself.',
    );
  });

  test('never have a password among their arguments', async () => {
    const set = await tools();
    const hidden = { ...asPostgres, password: secret('hush-hush-1') };
    const child = set.start('psql', ['-Xc', 'select pg_sleep(1.5)'], hidden, { stdin: 'ignore' });
    await new Promise((r) => setTimeout(r, 700));
    const all = execSync("for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$f 2>/dev/null; echo; done", {
      encoding: 'utf8',
    });
    expect(all).toContain('pg_sleep(1.5)');
    expect(all).not.toContain('hush-hush-1');
    await once(child, 'exit');
  });

  test('end inside when the child is ended', async () => {
    const child = (await tools()).start('psql', ['-Xc', 'select pg_sleep(300)'], asPostgres, { stdin: 'ignore' });
    await untilRunning('pg_sleep(300)', 1);
    child.kill('SIGTERM');
    await once(child, 'exit');
    await untilRunning('pg_sleep(300)', 0);
  });
});

/** Waits until so many backends run a statement. */
const untilRunning = (part: string, count: number) =>
  untilTrue(
    `(select count(*) from pg_stat_activity where query like '%${part}%' and state = 'active' and pid <> pg_backend_pid()) = ${count}`,
  );

async function untilTrue(condition: string): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    const [row] = await project.query<{ is: boolean }>(`select ${condition} as is`);
    if (row?.is) return;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error(`still not so after 15 s: ${condition}`);
}

/** Waits until so many transactions are open that wrote into public.half. */
const untilOpen = (count: number) =>
  untilTrue(
    `(select count(*) from pg_stat_activity where state = 'idle in transaction' and query like '%public.half%') = ${count}`,
  );

describe('a guard that is killed', () => {
  const held = join(mkdtempSync(join(tmpdir(), 'permahub-hold-')), 'hold.mjs');
  const hold = (what: string) =>
    spawn(process.execPath, [held, what, project.id, String(port)], {
      env: project.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  beforeAll(() => {
    const banner = { js: "import { createRequire as own } from 'node:module'; const require = own(import.meta.url);" };
    const entryPoints = [join(import.meta.dirname, 'hold.ts')];
    buildSync({
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['pg-native'],
      banner,
      entryPoints,
      outfile: held,
    });
  });
  afterAll(() => rmSync(dirname(held), { recursive: true }));

  test('does not leave its dump running inside', async () => {
    const guard = hold('sleep');
    await untilRunning('pg_sleep(301)', 1);
    guard.kill('SIGKILL');
    await untilRunning('pg_sleep(301)', 0);
  });

  test('does not commit half of what it was restoring', async () => {
    await project.query('create table public.half (n int)');
    const guard = hold('half');
    await once(guard.stdout, 'data');
    await untilOpen(1);
    guard.kill('SIGKILL');
    await untilOpen(0);
    expect(await project.query('select * from public.half')).toEqual([]);
    await project.query('drop table public.half');
  });

  test('leaves no scratch container and no volume', async () => {
    const before = volumes(project);
    const guard = hold('scratch');
    await once(guard.stdout, 'data');
    expect(scratches(project)).not.toBe('');
    guard.kill('SIGKILL');
    for (let tries = 0; tries < 60 && scratches(project) !== ''; tries++) await new Promise((r) => setTimeout(r, 200));
    expect(scratches(project)).toBe('');
    expect(volumes(project)).toEqual(before);
  });
});

test('ended programs never look like a crash to the server they worked on', () => {
  const log = execSync(`docker logs supabase_db_${project.id} 2>&1`, { env: project.env, encoding: 'utf8' });
  expect(log).toContain('database system is ready to accept connections');
  expect(log).not.toContain('terminating any other active server processes');
});

describe('a scratch server in a second container', () => {
  test('takes the whole database, row for row, and is removed with its volume', async () => {
    const before = volumes(project);
    const scratch = await startContainerScratch({ projectId: project.id, like, env: project.env });
    expect(scratch.words).toMatch(/^a scratch PostgreSQL 17\.\d+ \(container\)$/);
    expect(scratch.connection.port < 54320 || scratch.connection.port > 54329).toBe(true);
    expect(await copyInto(scratch)).toBe('');
    const sql = `select (select count(*) from auth.users) || ' ' || (select count(*) from storage.objects) || ' ' ||
      (select sum(hashtextextended(o::text, 0)) from public.orders o) || ' ' || (select count(*) from pg_largeobject_metadata) as is`;
    const session = await connect({ ...scratch.connection, database: 'postgres' });
    const [copied] = await session.query<{ is: string }>(sql);
    await session.close();
    expect([copied]).toEqual(await project.query(sql));
    await scratch.remove();
    await scratch.remove();
    expect(scratches(project)).toBe('');
    expect(volumes(project)).toEqual(before);
  });

  test('has no network and wants its password', async () => {
    const scratch = await startContainerScratch({ projectId: project.id, like, env: project.env });
    try {
      const name = project.docker('ps', '--filter', 'label=permahub=scratch', '--format', '{{.Names}}').trim();
      expect(project.docker('inspect', '-f', '{{.HostConfig.NetworkMode}}', name).trim()).toBe('none');
      const wrong = { ...scratch.connection, password: secret('guessed') };
      await expect(connect(wrong, { env: {} })).rejects.toThrow(
        `PostgreSQL at 127.0.0.1:${wrong.port}/template1 refused the login of "supabase_admin": password authentication failed for user "supabase_admin".`,
      );
      expect(project.docker('inspect', name)).not.toContain(
        scratch.connection.user === 'x' ? '' : '"POSTGRES_PASSWORD=postgres"',
      );
    } finally {
      await scratch.remove();
    }
  });

  test('of a guard that is gone is swept away by the next one', async () => {
    const image = project.docker('inspect', '-f', '{{.Image}}', `supabase_db_${project.id}`).trim();
    const left = ['--label', 'permahub=scratch', '--label', `permahub.owner=${hostname()}:999999:boot-1`];
    project.docker(
      'run',
      '-d',
      '--name',
      'permahub_scratch_left',
      '--network',
      'none',
      ...left,
      '--entrypoint',
      'sleep',
      image,
      '600',
    );
    const scratch = await startContainerScratch({ projectId: project.id, like, env: project.env });
    expect(project.docker('ps', '-a', '--format', '{{.Names}}')).not.toContain('permahub_scratch_left');
    await scratch.remove();
  });

  test('says what is missing where the project has no container', async () => {
    await expect(startContainerScratch({ projectId: 'nothing-here', like, env: project.env })).rejects.toThrow(
      'The scratch container that would prove the backup did not start: the project has no database container here.',
    );
  });
});

test('the local superuser is found behind the connection of postgres', async () => {
  expect((await localSuperuser(asPostgres, project.env)).user).toBe('supabase_admin');
});
