import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Session } from '../../src/postgres/connection.ts';
import { readMarker, removeMarker, writeMarker } from '../../src/postgres/marker.ts';
import { markerIn, withMarker } from '../../src/postgres/marker-text.ts';
import { secret } from '../../src/postgres/secret.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { versions } from './versions.ts';

describe.each(versions)('a marker on PostgreSQL $major', ({ bin }) => {
  let cluster: Cluster;
  let programs: string;
  const sessions: Session[] = [];
  const shop = 'The "Shop" 100%';
  const quoted = '"The ""Shop"" 100%"';

  /** Logs in; `keeper` owns the shop and is no superuser, like Supabase's postgres. */
  async function as(user: string, database: string): Promise<Session> {
    const { host, port, password } = cluster;
    const session = await connect({ host, port, user, database, password: secret(password), sslmode: 'disable' });
    sessions.push(session);
    return session;
  }
  const comment = async () =>
    (
      await cluster.query(
        `select shobj_description(oid, 'pg_database') as c from pg_database where datname = '${shop}'`,
      )
    )[0]?.c;

  beforeAll(async () => {
    programs = await bin();
    cluster = await startCluster({ bin: programs });
    await cluster.query(`create role keeper login createdb createrole bypassrls password '${cluster.password}';
      create role visitor login password '${cluster.password}'`);
    await cluster.query(`create database ${quoted} owner keeper`);
  });
  beforeEach(() => cluster.query(`comment on database ${quoted} is 'Ann''s \\ shop'`));
  afterAll(async () => {
    for (const session of sessions) await session.close();
    await cluster.stop();
  });

  test('is written by the owner of the database, who is no superuser, and read by anybody', async () => {
    const keeper = await as('keeper', shop);
    expect(await readMarker(keeper)).toBe(null);
    await writeMarker(keeper, 'production');
    const [row] = await keeper.query<{ id: string; oid: string }>(
      'select (select system_identifier::text from pg_control_system()) as id, oid::text from pg_database where datname = current_database()',
    );
    expect(await readMarker(await as('visitor', shop))).toEqual({
      environment: 'production',
      systemIdentifier: row?.id,
      databaseOid: Number(row?.oid),
      fault: null,
    });
    expect(await comment()).toBe(`Ann's \\ shop [permahub.environment production ${row?.id} ${row?.oid}]`);
    await writeMarker(keeper, 'staging');
    expect((await readMarker(keeper))?.environment).toBe('staging');
    await removeMarker(keeper);
    expect(await comment()).toBe("Ann's \\ shop");
  });

  test('is a comment because the owner may not store a setting of ours', async () => {
    const keeper = await as('keeper', shop);
    await expect(keeper.query(`alter database ${quoted} set permahub.environment = 'production'`)).rejects.toThrow(
      'permission denied to set parameter "permahub.environment"',
    );
  });

  test('is not written by somebody else', async () => {
    const visitor = await as('visitor', shop);
    await expect(writeMarker(visitor, 'production')).rejects.toMatchObject({
      status: 69,
      message: `The role "visitor" may not mark the database "${shop}": only its owner or a superuser may.`,
    });
    expect(await readMarker(visitor)).toBe(null);
  });

  test('survives that every schema is dropped, and a rename', async () => {
    const keeper = await as('keeper', shop);
    await writeMarker(keeper, 'production');
    await cluster.query('drop schema public cascade; create schema public', encodeURIComponent(shop));
    expect((await readMarker(keeper))?.environment).toBe('production');
    await cluster.query('create database renamed');
    const renamed = await as('postgres', 'renamed');
    await writeMarker(renamed, 'production');
    const before = await readMarker(renamed);
    await renamed.close();
    await cluster.query('alter database renamed rename to anew');
    expect(await readMarker(await as('postgres', 'anew'))).toEqual(before);
  });

  test('is left behind by a template, by a dump and its restore; a dump with --create carries it, bound to its origin', async () => {
    await cluster.query('create database origin');
    const origin = await as('postgres', 'origin');
    await writeMarker(origin, 'production');
    const marked = await readMarker(origin);
    await origin.close();
    await cluster.query('create database copied template origin');
    expect(await readMarker(await as('postgres', 'copied'))).toBe(null);
    const run = (program: string, args: string[], input?: string) =>
      execFileSync(join(programs, program), args, {
        encoding: 'utf8',
        input,
        env: {
          ...process.env,
          PGPASSWORD: cluster.password,
          PGHOST: cluster.host,
          PGPORT: `${cluster.port}`,
          PGUSER: 'postgres',
        },
      });
    const dump = run('pg_dump', ['origin']);
    expect(dump).not.toContain('permahub');
    await cluster.query('create database restored');
    run('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', 'restored'], dump);
    expect(await readMarker(await as('postgres', 'restored'))).toBe(null);
    const carried = run('pg_dump', ['--create', 'origin']);
    await cluster.query('alter database origin rename to original');
    run('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', 'postgres'], carried);
    const elsewhere = await as('postgres', 'origin');
    expect(await readMarker(elsewhere)).toEqual(marked);
    const [row] = await elsewhere.query<{ oid: string }>(
      'select oid::text from pg_database where datname = current_database()',
    );
    expect(Number(row?.oid)).not.toBe(marked?.databaseOid);
  });
});

const own = { systemIdentifier: '7711104567165033314', databaseOid: 5 };
const tag = '[permahub.environment staging 7711104567165033314 16384]';

describe('the text of a marker', () => {
  test.each(['', 'default administrative connection database', 'permahub', '[permahub]'])('none is in "%s"', (text) => {
    expect(markerIn(text, own)).toBe(null);
  });

  test.each(['', 'A shop', 'A shop\nof Ann'])('stands behind "%s" and goes again without a trace', (text) => {
    const marked = withMarker(text, { environment: 'production', ...own });
    expect(markerIn(marked, { systemIdentifier: '1', databaseOid: 2 })).toEqual({
      environment: 'production',
      ...own,
      fault: null,
    });
    expect(withMarker(withMarker(marked, { environment: 'staging', ...own }), null)).toBe(text);
  });

  test.each([
    ['permahub.environment', 'it is not as permahub writes it'],
    ['[permahub.environment none 1 2]', 'it is not as permahub writes it'],
    ['[permahub.environment Production 1 2]', 'it is not as permahub writes it'],
    ['[permahub.environment staging 1]', 'it is not as permahub writes it'],
    ['[permahub.environment staging 1 2', 'it is not as permahub writes it'],
    ['[permahub.environment  staging 1 2]', 'it is not as permahub writes it'],
    [`${tag} ${tag}`, 'it stands there more than once'],
    [`${tag} permahub.environment`, 'it stands there more than once'],
  ])('"%s" counts as production of the database it stands in, and says why', (text, fault) => {
    expect(markerIn(text, own)).toEqual({ environment: 'production', ...own, fault });
    expect(markerIn(withMarker(text, null), own)).toBe(null);
  });
});
