import { expect, test } from 'vitest';
import { Failure } from '../../src/failures.ts';
import { resticEnvironment, withoutSecrets } from '../../src/vault/environment.ts';

const vault = { repository: '/safe', passwordFile: null, passwordCommand: null };

test('restic gets what it needs to reach its store, and nothing of the database', () => {
  const env = resticEnvironment(vault, {
    ...{
      PATH: '/bin',
      HOME: '/home/ann',
      SSH_AUTH_SOCK: '/agent',
      AWS_SECRET_ACCESS_KEY: 'k3y',
      RESTIC_PASSWORD: 'p4ss',
    },
    ...{ PGPASSWORD: 'x', SUPABASE_DB_PASSWORD: 'x', SUPABASE_ACCESS_TOKEN: 'x', DATABASE_URL: 'x', NODE_OPTIONS: 'x' },
    ...{ RESTIC_REPOSITORY: '/elsewhere', RESTIC_REPOSITORY_FILE: '/elsewhere' },
  });
  expect(env).toEqual({
    ...{
      PATH: '/bin',
      HOME: '/home/ann',
      SSH_AUTH_SOCK: '/agent',
      AWS_SECRET_ACCESS_KEY: 'k3y',
      RESTIC_PASSWORD: 'p4ss',
    },
    RESTIC_REPOSITORY: '/safe',
  });
});

test("the settings' way to the password comes before the person's own variables", () => {
  const env = { RESTIC_PASSWORD: 'p4ss', RESTIC_PASSWORD_COMMAND: 'other' };
  expect(resticEnvironment({ ...vault, passwordFile: '/file' }, env)).toEqual({
    RESTIC_REPOSITORY: '/safe',
    RESTIC_PASSWORD_FILE: '/file',
  });
  expect(resticEnvironment({ ...vault, passwordCommand: 'pass vault' }, env)).toEqual({
    RESTIC_REPOSITORY: '/safe',
    RESTIC_PASSWORD_COMMAND: 'pass vault',
  });
});

test('no password from anywhere is a failure of its own, before restic could ask for one', () => {
  expect(() => resticEnvironment(vault, { PATH: '/bin' })).toThrow(Failure);
  expect(() => resticEnvironment(vault, { PATH: '/bin' })).toThrow(
    'Nothing says where the password of the vault /safe is.',
  );
});

test('what restic says is shown without passwords, keys and password commands', () => {
  const env = {
    RESTIC_PASSWORD: 'p4ss',
    AWS_SECRET_ACCESS_KEY: 'k3y9',
    RESTIC_PASSWORD_COMMAND: 'echo hush',
    PATH: '/bin',
  };
  expect(withoutSecrets('p4ss k3y9 "echo hush" /bin', env)).toBe('*** *** "***" /bin');
});
