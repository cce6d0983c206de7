import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures.ts';
import { secret } from '../../src/postgres/secret.ts';
import { connectionFor } from '../../src/target/connection.ts';
import { resolveTarget } from '../../src/target/resolve.ts';
import type { DatabaseUrl, Surroundings } from '../../src/target/types.ts';
import { invocation, nobodyNamed, refA, refB, surroundings } from './fixtures.ts';

function connect(
  flags: string[],
  around: Partial<Surroundings> = {},
  defaultTarget: 'local' | 'hosted' | 'none' = 'local',
) {
  const url = flags.find((flag) => flag.includes('://'));
  const here = surroundings({ ...(url ? { url: secret(url.slice(url.indexOf('=') + 1)) } : {}), ...around });
  const target = resolveTarget(invocation('v3', 'db push', flags), here, nobodyNamed, defaultTarget);
  const { password, ...rest } = connectionFor(target, here);
  return { ...rest, password: password?.reveal() ?? null };
}

function failure(run: () => unknown): { status: number; says: string; hint: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return { status: error.status, says: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('nothing failed');
}

const pooler: DatabaseUrl = {
  host: 'aws-0-eu-west-1.pooler.supabase.com',
  port: 6543,
  database: 'postgres',
  user: `postgres.${refA}`,
  password: null,
  sslmode: null,
  hosts: 1,
  reference: null,
};

test('a secret prints as [secret] however it is printed', () => {
  const hidden = secret('hunter2');
  expect([`${hidden}`, JSON.stringify({ hidden }), inspect({ hidden }), hidden.reveal()]).toEqual([
    '[secret]',
    '{"hidden":"[secret]"}',
    '{ hidden: [secret] }',
    'hunter2',
  ]);
});

describe('connections', () => {
  test('local goes to the stack as postgres', () => {
    expect(connect([])).toEqual({
      host: '127.0.0.1',
      port: 54322,
      database: 'postgres',
      user: 'postgres',
      password: 'postgres',
      sslmode: 'disable',
    });
  });

  test('a URL gives its password and sslmode', () => {
    expect(connect(['remote=postgresql://ann:p%40ss@h:5433/app?sslmode=verify-full'])).toEqual({
      host: 'h',
      port: 5433,
      database: 'app',
      user: 'ann',
      password: 'p@ss',
      sslmode: 'verify-full',
    });
  });

  test('a URL without password leaves it to libpq; PGSSLMODE fills its gap', () => {
    expect(connect(['remote=postgresql://ann@h/app'], { ambient: { PGSSLMODE: 'require' } })).toMatchObject({
      password: null,
      sslmode: 'require',
    });
  });

  test("a URL of the local stack without password takes the stack's own", () => {
    expect(connect(['remote=postgresql://postgres@127.0.0.1:54322/postgres'])).toMatchObject({
      password: 'postgres',
      sslmode: null,
    });
  });

  test('a linked project goes to the saved pooler in session mode', () => {
    expect(connect(['remote'], { linkedRef: refA, pooler, password: secret('pw') })).toEqual({
      host: pooler.host,
      port: 5432,
      database: 'postgres',
      user: `postgres.${refA}`,
      password: 'pw',
      sslmode: 'require',
    });
  });

  test('without a pooler, or with that of another project, it goes to the direct host', () => {
    const direct = { host: `db.${refA}.supabase.co`, port: 5432, user: 'postgres' };
    expect(connect(['remote'], { linkedRef: refA, password: secret('pw') })).toMatchObject(direct);
    expect(
      connect(['remote'], { linkedRef: refA, password: secret('pw'), pooler: { ...pooler, user: `postgres.${refB}` } }),
    ).toMatchObject(direct);
  });

  test('a typed password is for the project the command names', () => {
    const around = { linkedRef: refA, password: secret('pw'), passwordTyped: true };
    expect(connect([`remote=${refB}`], around)).toMatchObject({ host: `db.${refB}.supabase.co`, password: 'pw' });
  });
});

describe('what is missing is named', () => {
  test('no password', () => {
    expect(failure(() => connect(['remote'], { linkedRef: refA }))).toEqual({
      status: 69,
      says: `The database password of project ${refA} is missing: without it no backup can be made.`,
      hint: 'Set SUPABASE_DB_PASSWORD (Dashboard, Project Settings, Database), then start again.',
    });
  });

  test('the password of another project', () => {
    expect(failure(() => connect([`remote=${refB}`], { linkedRef: refA, password: secret('pw') }))).toEqual({
      status: 69,
      says: `The database password of project ${refB} is missing: SUPABASE_DB_PASSWORD belongs to the linked project ${refA}.`,
      hint: 'Link this folder to the project you mean, or name its database by a connection URL.',
    });
  });

  test('port 6543', () => {
    expect(failure(() => connect(['remote=postgresql://ann:pw@h:6543/app']))).toEqual({
      status: 77,
      says: 'h:6543 is a transaction pooler (port 6543): pg_dump cannot make a consistent backup through it.',
      hint: 'Use port 5432: the session pooler or the direct connection.',
    });
  });

  test('a branch, a project and no target have no database connection', () => {
    const says = (problem: string, target: string) => ({
      status: 69,
      says: `There is no database connection for ${target}: ${problem}.`,
      hint: 'Name the database by a URL: postgresql://user@host:5432/database.',
    });
    expect(failure(() => connect(['remote=feat'], { linkedRef: refA }))).toEqual(
      says('only the API knows where a branch keeps its database', 'feat'),
    );
    expect(failure(() => connect(['remote'], { linkedRef: refA }, 'hosted'))).toEqual(
      says('the command goes to the project by the API', refA),
    );
    expect(failure(() => connect([], {}, 'none'))).toEqual(says('the target has no database', 'none'));
  });

  test('a target that could not be resolved', () => {
    expect(failure(() => connect(['remote']))).toEqual({
      status: 77,
      says: 'The connection to unknown target cannot be had: no project is linked (run `supabase link`, or set SUPABASE_PROJECT_ID).',
      hint: 'Name the database by one URL: postgresql://user@host:5432/database.',
    });
  });

  test('a URL target whose URL is not at hand', () => {
    const target = resolveTarget(
      invocation('v3', 'db push', ['remote=postgresql://h/d']),
      surroundings(),
      nobodyNamed,
      'local',
    );
    expect(failure(() => connectionFor(target, surroundings()))).toMatchObject({
      status: 77,
      says: 'The connection to h:5432/d cannot be had: its URL is not at hand.',
    });
  });
});
