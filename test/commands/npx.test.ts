import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AccountHere, openAccount } from '../routes/account.ts';

let ann: AccountHere;

describe.each(['v3', 'v2'] as const)('npx supabase, %s', (cli) => {
  beforeEach(() => {
    ann = openAccount(cli);
  });
  afterEach(() => ann.remove());
  const version = cli === 'v3' ? '3.1.0' : '2.122.1';
  const npx = (env: NodeJS.ProcessEnv, ...args: string[]) => ann.run('npx', ['--no', '--', 'supabase', ...args], env);

  test('goes around the guard before; by the project’s own command it is guarded after', () => {
    expect(npx({ PERMAHUB_PROBE: 'x' }, '--version').stdout.trim()).toBe(version);
    expect(ann.permahub('install', '--project').status).toBe(0);
    expect(npx({ PERMAHUB_PROBE: 'x' }, '--version').stdout.trim()).toBe('permahub-probe x');
    expect(npx({}, '--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    const reset = npx({}, 'db', 'reset');
    expect(reset.status).toBe(77);
    expect(reset.stderr).toContain('permahub: Refused: supabase db reset');
  });

  test('by npm’s own launcher and the shell’s set-up it is guarded as well, without a loop', () => {
    expect(ann.permahub('install', '--machine').status).toBe(0);
    const shim = join(ann.home, '.local/share/permahub/bin/supabase');
    const env = { SUPABASE_CLI_BINARY_OVERRIDE: shim };
    expect(npx({ ...env, PERMAHUB_PROBE: 'x' }, '--version').stdout.trim()).toBe('permahub-probe x');
    expect(npx(env, '--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(npx(env, 'db', 'reset').status).toBe(77);
  });
});
