import { expect, test } from 'vitest';
import { failureOf } from '../../src/vault/restic-failures.ts';

const of = (said: string, status = 1) => {
  const failure = failureOf({ repository: '/safe', what: 'list the vault', how: `status ${status}`, status, said });
  return [failure.code, failure.status, failure.message];
};

test('what restic 0.14 writes becomes the failure it is', () => {
  expect(of('Fatal: wrong password or no key found\n')).toEqual([
    'vault-password-wrong',
    69,
    'The password does not open the vault /safe.',
  ]);
  expect(
    of(
      'Fatal: unable to open config file: stat /safe/config: no such file or directory\nIs there a repository at the following location?\n/safe\n',
    ),
  ).toEqual(['vault-no-repository', 69, 'There is no restic repository at /safe.']);
  expect(
    of(
      'Fatal: unable to open config file: client.Head: Head "http://h:1/config": dial tcp 10.0.0.1:1: connect: connection refused\nIs there a repository at the following location?\nrest:http://h:1/\n',
    ),
  ).toEqual([
    'vault-unreachable',
    69,
    'The vault /safe cannot be reached: dial tcp 10.0.0.1:1: connect: connection refused.',
  ]);
  expect(of('Fatal: unable to open repository at sftp:a@h:/x: unable to start the sftp session, error: EOF\n')[0]).toBe(
    'vault-unreachable',
  );
  expect(
    of(
      'unable to create lock in backend: repository is already locked by PID 7 on nas by ann (UID 1, GID 1)\nlock was created at 2025-11-14\nthe `unlock` command can be used to remove stale locks\n',
    ),
  ).toEqual([
    'vault-locked',
    75,
    'The vault /safe is locked: unable to create lock in backend: repository is already locked by PID 7 on nas by ann (UID 1, GID 1).',
  ]);
  expect(of('Pack ID does not match, want aa, got bb\nFatal: repository contains errors\n')[0]).toBe('vault-damaged');
  expect(of('Fatal: something new\n')).toEqual([
    'vault-failed',
    69,
    'restic could not list the vault (status 1): something new.',
  ]);
  expect(of('')[2]).toBe('restic could not list the vault (status 1): it said nothing.');
});

test('the statuses and JSON that it has since 0.17 mean the same', () => {
  const json = (code: number) => `{"message_type":"exit_error","code":${code},"message":"Fatal: in other words"}\n`;
  expect([10, 11, 12].map((status) => of(json(status), status)[0])).toEqual([
    'vault-no-repository',
    'vault-locked',
    'vault-password-wrong',
  ]);
  expect(of(json(1))[2]).toBe('restic could not list the vault (status 1): in other words.');
});
