import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './installed.ts';

let bare: string;
beforeAll(() => {
  bare = mkdtempSync(join(tmpdir(), 'permahub-test-bare-'));
  symlinkSync('/usr/bin/id', join(bare, 'id'));
});
afterAll(() => rmSync(bare, { recursive: true, force: true }));

const needs = (...args: string[]) =>
  execa('/bin/sh', [join(root, '.ci/needs'), ...args], { env: { PATH: bare }, extendEnv: false, reject: false });

test('a machine without Node is told which one', async () => {
  expect(await needs()).toMatchObject({
    exitCode: 69,
    stderr: 'Node.js 20 or newer is missing; found: none. See https://nodejs.org',
  });
});

test('a machine without the programs of the tests is told how to install them', async () => {
  symlinkSync(process.execPath, join(bare, 'node'));
  const packages =
    'git bash dash busybox openssl openssh-client libc-bin make coreutils mount e2fsprogs util-linux gpgv xz-utils perl';
  expect(await needs()).toMatchObject({
    exitCode: 69,
    stdout: '',
    stderr: `Missing here: ${packages}. Install it: apt-get install ${packages}`,
  });
  const long = `git restic rclone zsh fish busybox ${packages.slice('git '.length)} chromium`;
  expect((await needs('long')).stderr).toBe(`Missing here: ${long}. Install it: apt-get install ${long}`);
  expect(await needs('demo')).toMatchObject({
    exitCode: 69,
    stderr: 'Missing here: git. Install it: apt-get install git',
  });
});
