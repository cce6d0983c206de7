import { expect, test } from 'vitest';
import { harmlessDotenv, redirected, rehearsalEnv } from '../../src/rehearsal/environment.ts';

const own = { home: '/tmp/h', workdir: '/tmp/h/project', password: 'random' };

test('nothing that leads elsewhere, signs in or reports reaches the rehearsed CLI', () => {
  const env = {
    ...{ PATH: '/bin', SENDGRID_KEY: 'kept', SUPABASE_AUTH_EXTERNAL_GOOGLE_SECRET: 'kept', SUPABASE_ENV: 'preview' },
    ...{
      PGHOST: 'h',
      PGSERVICE: 's',
      PGPASSFILE: '/f',
      DOCKER_CONTEXT: 'office',
      XDG_CONFIG_HOME: '/x',
      https_proxy: 'p',
    },
    ...{
      SUPABASE_ACCESS_TOKEN: 't',
      SUPABASE_DB_PASSWORD: 'p',
      SUPABASE_PROJECT_ID: 'r',
      SUPABASE_EXPERIMENTAL_STACK: '1',
    },
    ...{ SUPABASE_CLI_BINARY_OVERRIDE: '/b', CLAUDECODE: '1', DBUS_SESSION_BUS_ADDRESS: 'd', SUPABASE_YES: '1' },
  };
  expect(rehearsalEnv(env, own)).toEqual({
    ...{ PATH: '/bin', SENDGRID_KEY: 'kept', SUPABASE_AUTH_EXTERNAL_GOOGLE_SECRET: 'kept', SUPABASE_ENV: 'preview' },
    ...{ HOME: '/tmp/h', TMPDIR: '/tmp/h', SUPABASE_HOME: '/tmp/h/.supabase', SUPABASE_WORKDIR: '/tmp/h/project' },
    ...{ SUPABASE_DB_PORT: '54322', SUPABASE_DB_SHADOW_PORT: '54320', SUPABASE_SERVICES_HOSTNAME: '127.0.0.1' },
    ...{
      DOCKER_HOST: 'unix:///tmp/h/no-docker.sock',
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    },
    ...{ PGPASSWORD: 'random', DO_NOT_TRACK: '1', SUPABASE_TELEMETRY_DISABLED: '1', SUPABASE_NO_UPDATE_NOTIFIER: '1' },
    ...{ SUPABASE_NO_KEYRING: '1', NO_COLOR: '1' },
  });
});

test('a dotenv file keeps what the configuration asks for and loses what redirects', () => {
  const text =
    '# keys\nSENDGRID_KEY="a b"\nexport SUPABASE_PROJECT_ID = x\nSUPABASE_WORKDIR: /w\n  PGHOST=h\nDOCKER_HOST=tcp://h\nLAST=1';
  expect(harmlessDotenv(text)).toBe('# keys\nSENDGRID_KEY="a b"\nLAST=1');
  expect(['SUPABASE_DB_PORT', 'PGPORT', 'SUPABASE_DB_SEED_ENABLED', 'PAGER'].map(redirected)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
