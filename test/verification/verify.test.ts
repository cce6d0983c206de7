import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBackup } from '../../src/backup/list.ts';
import type { Backup, Metadata, Part } from '../../src/backup/types.ts';
import { Failure } from '../../src/failures.ts';
import { connect } from '../../src/postgres/connection.ts';
import { readIdentity } from '../../src/postgres/identity.ts';
import { stillExact } from '../../src/verification/still-exact.ts';
import { verifyBackup } from '../../src/verification/verify.ts';
import { connectionTo, emptyDirectory, type PlainBackup, scratch, takeBackup } from '../backup/fixture.ts';
import { strange } from '../backup/strange.ts';
import { bin15, type Cluster, startCluster } from '../support/cluster.ts';

let cluster: Cluster;
let backup: PlainBackup;
const directory = emptyDirectory();
let copies = 0;
beforeAll(async () => {
  // An ANALYZE of its own would count as a change.
  cluster = await startCluster({ settings: ['autovacuum=off'] });
  await cluster.query(strange);
  backup = (await takeBackup(cluster, directory.path)).backup;
});
afterAll(async () => {
  await cluster?.stop();
  directory.remove();
});

/** The set in a folder of its own, harmed; with `resign` the harm goes unseen by the hashes. */
function harmed(harm: (path: (part: Part) => string) => void, resign = false): Backup {
  const path = `${directory.path}-${++copies}`;
  cpSync(directory.path, path, { recursive: true, verbatimSymlinks: true });
  harm((part) => join(path, backup.metadata.parts[part].file));
  if (!resign) return { ...backup, directory: path };
  const parts = Object.fromEntries(
    Object.entries(backup.metadata.parts).map(([part, { file }]) => {
      const bytes = readFileSync(join(path, file));
      return [part, { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }];
    }),
  ) as Metadata['parts'];
  return { directory: path, metadata: { ...backup.metadata, parts } };
}
async function told(of: Backup): Promise<string> {
  const error = await verifyBackup({ backup: of, scratch }).then(
    () => new Error('it was verified'),
    (error) => error,
  );
  if (!(error instanceof Failure)) throw error;
  expect(error.status).toBe(65);
  return error.message;
}
const edit = (part: Part, changes: readonly (readonly [string | RegExp, string])[]) =>
  harmed((path) => {
    let text = readFileSync(path(part), 'latin1');
    for (const [from, to] of changes) {
      const changed = text.replace(from, to);
      expect(changed, String(from)).not.toBe(text);
      text = changed;
    }
    writeFileSync(path(part), text, 'latin1');
  }, true);
const name = () => backup.metadata.backup;

test('an unharmed backup is verified whole by its files alone', async () => {
  const record = await verifyBackup({ backup: await findBackup(directory.path, 'latest'), scratch });
  const { tables, rows, sequences, largeObjects } = backup.metadata.proof as NonNullable<Metadata['proof']>;
  expect(record).toMatchObject({ tables, rows, sequences, largeObjects, unverified: [], data: 'restored' });
});

describe('harm that the hashes see', () => {
  for (const part of ['full', 'schema', 'data', 'custom', 'roles'] as const) {
    test(`a cut, a flipped bit or a missing ${part} file is named`, async () => {
      const { file, bytes, sha256 } = backup.metadata.parts[part];
      const cut = harmed((path) => truncateSync(path(part), bytes - 1));
      let found = '';
      const flipped = harmed((path) => {
        const content = readFileSync(path(part));
        content[bytes >> 1] = (content[bytes >> 1] as number) ^ 4;
        found = createHash('sha256').update(content).digest('hex');
        writeFileSync(path(part), content);
      });
      const says = `${name()} is NOT what was backed up:\n  ${file}`;
      expect(await told(cut)).toBe(`${says} has ${bytes - 1} bytes instead of ${bytes}`);
      expect(await told(flipped)).toBe(
        `${says} has other content than the one that was published: sha256 ${found} instead of ${sha256}`,
      );
    });
  }
});

describe('harm that only a restore sees', () => {
  test('rows cut off the end of full.sql, which psql takes for a whole file', async () => {
    const of = harmed((path) => {
      const text = readFileSync(path('full'), 'latin1');
      const rows = text.indexOf('\n', text.indexOf('COPY public.part_rest')) + 1;
      writeFileSync(path('full'), text.slice(0, text.indexOf('\n', rows) + 1), 'latin1');
    }, true);
    expect(await told(of)).toContain('full.sql restored: public.part_rest: 20 rows in the database, 1 in the copy');
  });

  test('rows, values, sequences, policies and large objects of full.sql', async () => {
    const message = await told(
      edit('full', [
        ['2\tp29\n', ''],
        ['\n7\n', '\n8\n'],
        ["'public.down', 97, true", "'public.down', 94, true"],
        [/CREATE POLICY .*\n/, ''],
        ['00ff274100ff2741', '00ff274100ff2742'],
      ]),
    );
    expect(message.split('\n  ').slice(1)).toEqual([
      'full.sql restored: public.part_rest: 20 rows in the database, 19 in the copy',
      'full.sql restored: public.quick: 1 row on both sides, but not the same content',
      'full.sql restored: public.down: the sequence is at 97 in the database, at 94 in the copy',
      'full.sql restored: large objects: 3 on both sides, but not the same content',
      "full.sql restored: schema: not like this in the copy: policy public.watched p'olicy",
    ]);
  });

  test('rows, values and sequences of data.sql', async () => {
    const message = await told(
      edit('data', [
        ["(2, 'p29'),\n\t", ''],
        ['(7);', '(8);'],
        ["'public.down', 97, true", "'public.down', 97, false"],
      ]),
    );
    expect(message.split('\n  ').slice(1)).toEqual([
      'data.sql restored: public.part_rest: 20 rows in the database, 19 in the copy',
      'data.sql restored: public.quick: 1 row on both sides, but not the same content',
      'data.sql restored: public.down: the sequence is at 97 in the database, at 97 (not used yet) in the copy',
    ]);
  });

  test('a statement of data.sql that no server takes', async () => {
    const message = await told(edit('data', [['INTO public.quick (x) VALUES', 'INTO public.quick (x) VALUE']]));
    expect(message).toContain('data.sql does not restore: ');
  });

  test('an index missing in schema.sql', async () => {
    const message = await told(edit('schema', [[/CREATE INDEX .*\n/, '']]));
    expect(message).toContain('custom.dump restored: schema: in the copy only: index public.types_jb_idx');
  });

  test('a role missing in roles.sql', async () => {
    const message = await told(edit('roles', [[/CREATE ROLE reader;\n/, '']]));
    expect(message).toContain('roles.sql does not restore: psql:<stdin>:');
    expect(message).toContain('role "reader" does not exist');
  });

  test('another dump in the place of custom.dump', async () => {
    await cluster.query('create table public.extra (x int)');
    const of = harmed(
      (path) => execFileSync(join(bin15, 'pg_dump'), ['-Fc', '-f', path('custom'), cluster.url()]),
      true,
    );
    await cluster.query('drop table public.extra');
    expect(await told(of)).toContain('custom.dump restored: public.extra: the table is in the copy only');
  });
  test('bits flipped in custom.dump', async () => {
    const of = harmed((path) => {
      const content = readFileSync(path('custom'));
      for (let at = content.length >> 1; at < content.length; at += 997) content[at] = (content[at] as number) ^ 16;
      writeFileSync(path('custom'), content);
    }, true);
    expect(await told(of)).toMatch(/custom\.dump (does not restore|restored): /);
  });
});

describe('a verified backup is used again', () => {
  const ask = async (backups: readonly Backup[], maxAgeSeconds = 3600) => {
    const session = await connect(connectionTo(cluster));
    try {
      const identity = await readIdentity(session, connectionTo(cluster));
      return await stillExact({ backups, source: { session, identity }, maxAgeSeconds });
    } finally {
      await session.close();
    }
  };
  test('only while the database and its files are exactly what they were', async () => {
    const fresh = (await takeBackup(cluster, directory.path)).backup;
    const started = performance.now();
    expect(await ask([backup, fresh])).toEqual({
      kind: 'restored',
      backup: fresh,
      record: fresh.metadata.proof,
      reused: true,
    });
    expect(performance.now() - started).toBeLessThan(500);
    expect(await ask([fresh], 0)).toBeNull();
    expect(await ask([{ ...fresh, metadata: { ...fresh.metadata, proof: null } }])).toBeNull();
    const data = join(directory.path, fresh.metadata.parts.data.file);
    utimesSync(data, new Date(), new Date()); // Touched, but the same: read again.
    expect(await ask([fresh])).toMatchObject({ reused: true });
    const content = readFileSync(data);
    content[100] = (content[100] as number) ^ 1;
    writeFileSync(data, content);
    expect(await ask([fresh])).toBeNull();
    content[100] = (content[100] as number) ^ 1;
    writeFileSync(data, content);
    await cluster.query('insert into public.quick values (8)');
    expect(await ask([fresh])).toBeNull();
  });
});
