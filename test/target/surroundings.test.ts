import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import type { Era } from '../../src/cli/types.ts';
import { readSurroundings } from '../../src/target/surroundings.ts';
import { type Repository, repository } from '../support/repository.ts';
import { invocation, refA, refB } from './fixtures.ts';

const made: Repository[] = [];
afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

/** A project folder with the given files, and the surroundings read in it (or in a folder below). */
function project(files: Record<string, string | object> = {}) {
  const repo = repository({ init: false });
  made.push(repo);
  for (const [path, text] of Object.entries({ 'supabase/config.toml': 'project_id = "shop"\n', ...files }))
    repo.write(path, text);
  const read = (options: { era?: Era; flags?: string[]; env?: Record<string, string>; below?: string } = {}) =>
    readSurroundings({
      cwd: options.below ? `${repo.folder}/${options.below}` : repo.folder,
      env: { HOME: `${repo.folder}/home`, ...options.env },
      invocation: invocation(options.era ?? 'v3', 'db push', options.flags ?? []),
    });
  return { folder: repo.folder, repo, read };
}

describe('the folder the CLI works in', () => {
  test('is the nearest one upward with a configuration', async () => {
    const { folder, read } = project({ 'a/b/x': '' });
    expect(await read({ below: 'a/b' })).toMatchObject({
      workdir: folder,
      workdirFrom: 'search',
      projectFolder: folder,
    });
  });

  test('is --workdir, else SUPABASE_WORKDIR, both without searching upward', async () => {
    const { folder, read } = project({ 'a/x': '', 'b/supabase/config.toml': '' });
    const env = { SUPABASE_WORKDIR: 'a' };
    expect(await read({ env })).toMatchObject({
      workdir: `${folder}/a`,
      workdirFrom: 'environment',
      projectFolder: null,
    });
    expect(await read({ env, flags: ['workdir=b'] })).toMatchObject({
      workdir: `${folder}/b`,
      workdirFrom: 'flag',
      projectFolder: `${folder}/b`,
    });
  });

  test('is the working folder where nothing is found', async () => {
    const repo = repository({ init: false });
    made.push(repo);
    const { folder } = repo;
    expect(await readSurroundings({ cwd: folder, env: {}, invocation: invocation('v3', 'db push', []) })).toMatchObject(
      { workdir: folder, workdirFrom: 'working folder', projectFolder: null, config: null, faults: [] },
    );
  });

  test('SUPABASE_WORKDIR of a dotenv file in the working folder counts, of supabase/.env not', async () => {
    const { folder, read } = project({ '.env.local': 'SUPABASE_WORKDIR=/elsewhere\n' });
    expect(await read()).toMatchObject({ workdir: '/elsewhere', origins: { SUPABASE_WORKDIR: '.env.local' } });
    expect(await read({ era: 'cobra' })).toMatchObject({ workdir: folder });
    expect(await project({ 'supabase/.env': 'SUPABASE_WORKDIR=/elsewhere\n' }).read()).toMatchObject({
      workdirFrom: 'search',
    });
  });
});

describe('dotenv files', () => {
  const files = {
    '.env': 'SUPABASE_DB_PORT=1\nPGHOST=one\n',
    '.env.development': 'SUPABASE_DB_PORT=2\n',
    '.env.local': 'SUPABASE_DB_PORT=3\n',
    '.env.production': 'SUPABASE_DB_PORT=4\n',
    'supabase/.env': 'SUPABASE_DB_PORT=5\nPGUSER=five\n',
    'supabase/.env.staging': 'PGUSER=six\n',
  };

  test('of the working folder are like the environment, the nearer name first; the environment wins', async () => {
    const { read } = project(files);
    expect((await read()).ambient).toEqual({ SUPABASE_DB_PORT: '3', PGHOST: 'one' });
    expect((await read({ env: { SUPABASE_DB_PORT: '9' } })).ambient).toEqual({ SUPABASE_DB_PORT: '9', PGHOST: 'one' });
    expect((await read({ env: { SUPABASE_DB_PORT: '' } })).ambient.SUPABASE_DB_PORT).toBe('');
    expect((await read({ env: { NODE_ENV: 'test' } })).ambient.SUPABASE_DB_PORT).toBe('1');
  });

  test('of supabase/ are a layer below, with the file each value came from', async () => {
    const { read } = project(files);
    const { project: layer, origins } = await read();
    expect(layer).toEqual({ SUPABASE_DB_PORT: '3', PGHOST: 'one', PGUSER: 'five' });
    expect(origins).toEqual({ SUPABASE_DB_PORT: '.env.local', PGHOST: '.env', PGUSER: 'supabase/.env' });
    expect((await read({ env: { SUPABASE_ENV: 'staging' } })).project.PGUSER).toBe('six');
  });

  test('a value that refers to another variable is a fault', async () => {
    const { read } = project({ '.env': 'SUPABASE_PROJECT_ID=$REF\n' });
    expect((await read()).faults).toEqual([
      'SUPABASE_PROJECT_ID in .env refers to another variable; write its value out',
    ]);
  });

  test('no secret is kept in the open', async () => {
    const { read } = project({
      '.env': 'SUPABASE_DB_PASSWORD=hush1\nPGPASSWORD=hush2\n',
      'supabase/.temp/pooler-url': `postgresql://postgres.${refA}:hush3@aws-0-x.pooler.supabase.com:6543/postgres`,
    });
    const around = await read({
      flags: ['remote=postgresql://ann:hush4@h/db'],
      env: { SUPABASE_ACCESS_TOKEN: 'hush5' },
    });
    expect(JSON.stringify(around)).not.toContain('hush');
    expect([around.password?.reveal(), around.url?.reveal()]).toEqual(['hush1', 'postgresql://ann:hush4@h/db']);
  });
});

describe('the configuration', () => {
  test('says project, ports, version and remotes, env() replaced', async () => {
    const { folder, read } = project({
      'supabase/config.toml': `project_id = "shop"\n[db]\nport = "env(MY_PORT)"\nshadow_port = 54420\nmajor_version = 17\n[remotes.live]\nproject_id = "${refA}"\n[remotes.raw]\nproject_id = "env(MY_REF)"\n[remotes.set]\nproject_id = "${refA}"\n`,
      'supabase/.env': `MY_PORT=6002\nMY_REF=${refB}\nSUPABASE_REMOTES_SET_PROJECT_ID=${refB}\n`,
    });
    const config = {
      file: `${folder}/supabase/config.toml`,
      projectId: 'shop',
      port: 6002,
      shadowPort: 54420,
      majorVersion: 17,
      // The CLI puts no env() into a remote's project_id, and a variable of its own does name it.
      remotes: [
        { name: 'live', projectRef: refA },
        { name: 'raw', projectRef: 'env(MY_REF)' },
        { name: 'set', projectRef: refB },
      ],
      stackMode: false,
    };
    expect(await read()).toMatchObject({ config, faults: [] });
    expect((await read({ env: { MY_PORT: '6003' } })).config?.port).toBe(6003);
  });

  test('is config.json before config.jsonc before config.toml in 3.x, config.toml alone before', async () => {
    const files = {
      'supabase/config.toml': '[db]\nport = 1\n',
      'supabase/config.jsonc': '{ // note\n "db": {"port": 2, /* , */}, "project_id": "a//b,}" }',
    };
    const { repo, read } = project(files);
    expect((await read()).config).toMatchObject({ port: 2, projectId: 'a//b,}' });
    repo.write('supabase/config.json', { db: { port: 3 } });
    expect((await read()).config?.port).toBe(3);
    expect((await read({ era: 'v2' })).config?.port).toBe(1);
  });

  test.each([
    ['project_id = "sh', 'supabase/config.toml cannot be parsed'],
    ['[db]\nport = 70000', 'db.port in supabase/config.toml is not a number from 1 to 65535'],
    ['[db]\nport = "env(NOT_SET)"', 'db.port in supabase/config.toml is not a number from 1 to 65535'],
    ['[db]\nshadow_port = "x"', 'db.shadow_port in supabase/config.toml is not a number from 1 to 65535'],
  ])('%j is a fault, not a crash', async (text, fault) => {
    expect(await project({ 'supabase/config.toml': text }).read()).toMatchObject({ config: null, faults: [fault] });
  });

  test('a file that cannot be read is a fault', async () => {
    const { repo, read } = project();
    repo.write('supabase/.temp/project-ref/x', '');
    expect((await read()).faults).toEqual(['supabase/.temp/project-ref cannot be read (EISDIR)']);
  });
});

describe('link, profile, Docker and stack mode', () => {
  test('the link is project-ref and the pooler, without its password', async () => {
    const { read } = project({
      'supabase/.temp/project-ref': `${refA}\n`,
      'supabase/.temp/linked-project.json': { ref: refB },
      'supabase/.temp/pooler-url': `postgresql://postgres.${refA}:[YOUR-PASSWORD]@aws-0-x.pooler.supabase.com:6543/postgres\n`,
    });
    expect(await read()).toMatchObject({
      linkedRef: refA,
      pooler: {
        host: 'aws-0-x.pooler.supabase.com',
        port: 6543,
        user: `postgres.${refA}`,
        database: 'postgres',
        password: null,
      },
    });
  });

  test('linked-project.json alone links nothing', async () => {
    expect(await project({ 'supabase/.temp/linked-project.json': { ref: refB } }).read()).toMatchObject({
      linkedRef: null,
      pooler: null,
    });
  });

  test('the profile is --profile, SUPABASE_PROFILE, the saved one', async () => {
    const { read } = project({ 'home/.supabase/profile': 'snap\n' });
    expect((await read()).profile).toBe('snap');
    expect((await read({ env: { SUPABASE_PROFILE: 'supabase-staging' } })).profile).toBe('supabase-staging');
    expect((await read({ flags: ['profile=x.yaml'], env: { SUPABASE_PROFILE: 'supabase-staging' } })).profile).toBe(
      'x.yaml',
    );
    expect((await project().read()).profile).toBe('supabase');
  });

  test.each([
    ['tcp://10.9.9.9:2375', { from: 'DOCKER_HOST', tcpHost: '10.9.9.9', elsewhere: null }],
    ['tcp://[fd00::1]:2375', { from: 'DOCKER_HOST', tcpHost: 'fd00::1', elsewhere: null }],
    ['unix:///var/run/docker.sock', { from: 'DOCKER_HOST', tcpHost: null, elsewhere: null }],
    ['ssh://me@big', { from: 'DOCKER_HOST', tcpHost: null, elsewhere: 'big' }],
    ['what is this', { from: 'DOCKER_HOST', tcpHost: null, elsewhere: 'an unknown place' }],
  ])('DOCKER_HOST %s', async (host, docker) => {
    expect((await project().read({ env: { DOCKER_HOST: host } })).docker).toEqual(docker);
    expect((await project({ '.env': `DOCKER_HOST=${host}\n` }).read()).docker).toEqual(docker);
  });

  test('a Docker context counts where DOCKER_HOST is not set', async () => {
    const meta = `home/.docker/contexts/meta/${createHash('sha256').update('office').digest('hex')}/meta.json`;
    const { read } = project({
      'home/.docker/config.json': { currentContext: 'office' },
      [meta]: { Endpoints: { docker: { Host: 'tcp://10.0.0.5:2376' } } },
    });
    expect((await read()).docker).toEqual({
      from: 'the Docker context "office"',
      tcpHost: '10.0.0.5',
      elsewhere: null,
    });
    expect((await read({ env: { DOCKER_CONTEXT: 'default' } })).docker).toEqual({
      from: 'the default socket',
      tcpHost: null,
      elsewhere: null,
    });
    expect((await read({ env: { DOCKER_CONTEXT: 'lost' } })).docker).toEqual({
      from: 'the Docker context "lost"',
      tcpHost: null,
      elsewhere: 'an unknown place',
    });
  });

  test('the experimental stack mode is seen in variable, configuration and link file', async () => {
    expect((await project().read({ env: { SUPABASE_EXPERIMENTAL_STACK: '1' } })).stackMode).toBe(true);
    const on = project({ 'supabase/config.toml': '[experimental]\nstack = true\n' });
    expect((await on.read()).stackMode).toBe(true);
    expect((await on.read({ env: { SUPABASE_EXPERIMENTAL_STACK: '0' } })).stackMode).toBe(false);
    expect((await project({ 'supabase/.link.json': '{}' }).read()).stackMode).toBe(true);
    expect((await project().read()).stackMode).toBe(false);
  });

  test('a typed password beats SUPABASE_DB_PASSWORD and is marked', async () => {
    const env = { SUPABASE_DB_PASSWORD: 'b' };
    const typed = await project().read({ flags: ['password=a'], env });
    const set = await project().read({ env });
    expect([typed.password?.reveal(), typed.passwordTyped, set.password?.reveal(), set.passwordTyped]).toEqual([
      'a',
      true,
      'b',
      false,
    ]);
  });

  test('this machine is known by name and addresses', async () => {
    expect((await project().read()).machineNames).toEqual(
      expect.arrayContaining([hostname().toLowerCase(), '127.0.0.1']),
    );
  });
});
