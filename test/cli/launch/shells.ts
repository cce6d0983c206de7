import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** What runs bin/supabase on people's machines: /bin/sh is one of them. */
export const shells: Readonly<Record<string, readonly string[]>> = {
  dash: ['dash'],
  bash: ['bash'],
  'bash --posix': ['bash', '--posix'],
  'busybox sh': ['busybox', 'sh'],
};

/** The built launcher's functions. */
export const launcher = resolve(import.meta.dirname, '../../../dist/launch.sh');

/** Runs a script in one of them, byte for byte; throws where that shell is missing or says anything on stderr. */
export function runShell(
  shell: string,
  script: Buffer | string,
  of: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): string {
  const [program = '', ...flags] = shells[shell] ?? [];
  const ran = spawnSync(program, [...flags, '-s'], {
    input: script,
    cwd: of.cwd,
    env: of.env ?? { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    maxBuffer: 1 << 26,
  });
  if (ran.error) throw new Error(`${shell} is missing: sh .ci/needs --install`, { cause: ran.error });
  if (ran.stderr.length > 0) throw new Error(`${shell}: ${ran.stderr}`);
  return ran.stdout.toString('latin1');
}
