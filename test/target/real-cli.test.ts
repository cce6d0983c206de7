import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveTarget } from '../../src/target/resolve.ts';
import { readSurroundings } from '../../src/target/surroundings.ts';
import { programs } from '../cli/real.ts';
import { era } from '../support/eras.ts';
import { lean } from '../support/lean.ts';
import { repository } from '../support/repository.ts';
import { invocation, nobodyNamed } from './fixtures.ts';

/** What each real CLI says it would connect to, against what the guard says. Nothing listens on any of these ports. */
interface Row {
  readonly files?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly url?: string;
  readonly below?: string;
}

const rows: Readonly<Record<string, Row>> = {
  'the configured port': { files: { 'supabase/config.toml': 'project_id = "shop"\n[db]\nport = 6100\n' } },
  'dotenv files in every place': {
    files: {
      '.env': 'SUPABASE_DB_PORT=6101\n',
      '.env.local': 'SUPABASE_DB_PORT=6102\n',
      '.env.development': 'SUPABASE_DB_PORT=6103\n',
      'supabase/.env': 'SUPABASE_DB_PORT=6104\n',
    },
  },
  'dotenv files under another NODE_ENV': {
    files: { '.env': 'SUPABASE_DB_PORT=6101\n', '.env.production': 'SUPABASE_DB_PORT=6105\n' },
    env: { NODE_ENV: 'production' },
  },
  'supabase/.env moves the port': { files: { 'supabase/.env': 'SUPABASE_DB_PORT=6104\n' } },
  'supabase/.env and the host name': { files: { 'supabase/.env': 'SUPABASE_SERVICES_HOSTNAME=127.0.0.9\n' } },
  'a dotenv file moves the folder': {
    files: { '.env': 'SUPABASE_WORKDIR=other\n', 'other/supabase/config.toml': '[db]\nport = 6106\n' },
  },
  'DOCKER_HOST of a dotenv file': { files: { '.env': 'DOCKER_HOST=tcp://127.0.0.8:2375\n' } },
  'DOCKER_HOST of supabase/.env': { files: { 'supabase/.env': 'DOCKER_HOST=tcp://127.0.0.8:2375\n' } },
  'a folder below, env() in the configuration': {
    files: { 'supabase/config.toml': '[db]\nport = "env(P)"\n', 'supabase/.env': 'P=6107\n', 'a/x': '' },
    below: 'a',
  },
  'config.json beside config.toml': { files: { 'supabase/config.json': '{"project_id":"j","db":{"port":6108}}' } },
  'a Docker context': {
    files: {
      'home/.docker/config.json': '{"currentContext":"office"}',
      [`home/.docker/contexts/meta/${createHash('sha256').update('office').digest('hex')}/meta.json`]:
        '{"Endpoints":{"docker":{"Host":"tcp://127.0.0.6:2376"}}}',
    },
  },
  'SUPABASE_SERVICES_HOSTNAME beats DOCKER_HOST': {
    env: { DOCKER_HOST: 'tcp://127.0.0.8:2375', SUPABASE_SERVICES_HOSTNAME: '127.0.0.4' },
  },
  '?host= and ?port=': { url: 'postgresql://ann@db.invalid:1/app?host=127.0.0.5&port=6109&sslmode=disable' },
  'PGHOST of supabase/.env': {
    files: { 'supabase/.env': 'PGHOST=127.0.0.7\n' },
    env: { PGPORT: '6110' },
    url: 'postgresql:///app?sslmode=disable',
  },
};

const cases = Object.entries(rows).map(([name, row]) => ({ name: `${name} (${era})`, row }));

test.concurrent.each(cases)('the guard and the real CLI mean the same place: $name', async ({ row }) => {
  const repo = repository({ init: false });
  try {
    for (const [path, text] of Object.entries({ 'supabase/config.toml': 'project_id = "shop"\n', ...row.files }))
      repo.write(path, text);
    const cwd = row.below ? join(repo.folder, row.below) : repo.folder;
    const env = { ...lean, PATH: process.env.PATH ?? '', HOME: join(repo.folder, 'home'), USER: 'ann', ...row.env };
    const flag = row.url === undefined ? 'local' : era === 'v3' ? `remote=${row.url}` : `db-url=${row.url}`;
    const command = invocation(era, 'migration list', [flag]);
    const around = await readSurroundings({ cwd, env, invocation: command });
    const { host, port, problem } = resolveTarget(command, around, nobodyNamed, 'local');
    expect(problem).toBeNull();
    expect(await dialled(['migration', 'list', `--${flag}`], cwd, env)).toBe(`${host}:${port}`);
  } finally {
    repo.remove();
  }
});

/** Where the real CLI tried to connect to, from its own error. */
function dialled(args: string[], cwd: string, env: Record<string, string>): Promise<string> {
  return new Promise((done) => {
    const child = execFile(programs[era], args, { cwd, env, timeout: 120_000 }, (_error, out, err) => {
      done(/ECONNREFUSED ([^)\s]+)\)/.exec(out + err)?.[1] ?? out + err);
    });
    child.stdin?.end();
  });
}
