import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personal } from '../support/personal.ts';
import { openSandbox, realClis, type Sandbox } from './sandbox.ts';

/** Harmless commands pass as if the guard were not there. */
export function describePass(version: keyof typeof realClis): void {
  describe(`harmless commands of CLI ${version}`, () => {
    let box: Sandbox;
    beforeAll(async () => {
      box = await openSandbox(version);
    });
    afterAll(() => box?.remove());

    test.each([
      [['--version']],
      [['--help']],
      [['db', 'reset', '--help']],
      [['completion', 'bash']],
      [['migration', 'list', '--help']],
      [['projects', 'list']], // Not logged in: the CLI's own error and status.
      [['db', 'push', '--bogus', '--help']],
    ])('pass as if the guard were not there: %j', async (args) => {
      const env = { ...personal(process.env), ...box.env };
      const bare = await execa(realClis[version], args, {
        cwd: box.project.folder,
        env,
        extendEnv: false,
        reject: false,
      });
      const guarded = await box.alone('supabase', args);
      expect({ status: guarded.status, stdout: guarded.stdout.trimEnd(), stderr: guarded.stderr.trimEnd() }).toEqual({
        status: bare.exitCode,
        stdout: bare.stdout,
        stderr: bare.stderr,
      });
    });
  });
}
