import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { Failure } from '../../src/failures.ts';
import { makeOwnFolder } from '../../src/rehearsal/own-folder.ts';
import { failureText } from '../../src/terminal/failure.ts';

afterEach(() => vi.unstubAllEnvs());

async function failed(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return failureText(error);
}

test('a folder of its own is private, and gone when it is removed, twice as well', async () => {
  const folder = await makeOwnFolder();
  expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  await folder.remove();
  await folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

test('a folder that cannot be made is named', async () => {
  vi.stubEnv('TMPDIR', '/no/such/place');
  const said = await failed(makeOwnFolder());
  expect(said.replace(/[0-9a-f]{16}/, '(id)')).toBe(
    `permahub: The folder /no/such/place/permahub-rehearsal-(id), in which the command would be rehearsed, could not be made.
  See to room and rights in the folder for temporary files (TMPDIR), then start again.
`,
  );
});

test('a folder that cannot be removed is named', async () => {
  const place = mkdtempSync(join(tmpdir(), 'permahub-test-own-'));
  vi.stubEnv('TMPDIR', place);
  const folder = await makeOwnFolder();
  const busy = join(folder.path, 'busy');
  mkdirSync(busy);
  execFileSync('mount', ['-t', 'tmpfs', 'none', busy]);
  try {
    expect(await failed(folder.remove())).toBe(
      `permahub: The folder ${folder.path}, in which the command was rehearsed, could not be removed.
  Remove it by hand, then start again: it holds a copy of the project folder.
`,
    );
  } finally {
    execFileSync('umount', [busy]);
    rmSync(place, { recursive: true });
  }
});
