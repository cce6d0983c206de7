import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { programs } from '../../cli/real.ts';
import { type Cluster, startCluster } from '../../support/cluster.ts';
import { lint } from './lint.ts';

/** Migrations that drop a table of their name, and whether it is gone after a push. */
const migrations: readonly (readonly [name: string, sql: string, gone: boolean])[] = [
  ['block', 'begin;\ndrop table block;\nrollback;', false],
  ['savepoint', 'begin;\nsavepoint s;\ndrop table savepoint;\nrollback to s;\ncommit;', false],
  ['chain', 'begin;\ndrop table chain;\nrollback and chain;\nselect 1;\ncommit;', false],
  ['lone', 'drop table lone;\nrollback;', true],
  ['later', 'begin;\nselect 1;\nrollback;\ndrop table later;', true],
];
let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster?.stop());

test.each(['v3', 'v2'] as const)('the real CLI (%s) undoes exactly what lint leaves out', async (era) => {
  const database = `shop_${era}`;
  await cluster.query(`create database ${database}`);
  const folder = mkdtempSync(join(tmpdir(), 'permahub-test-lint-'));
  try {
    mkdirSync(join(folder, 'supabase/migrations'), { recursive: true });
    writeFileSync(join(folder, 'supabase/config.toml'), 'project_id = "shop"\n[db]\nport = 54322\n');
    for (const [at, [name, sql]] of migrations.entries()) {
      writeFileSync(join(folder, `supabase/migrations/2025111414302${at}_${name}.sql`), sql);
      await cluster.query(`create table ${name} (id int)`, database);
    }
    const url = cluster.url(database);
    const target = era === 'v3' ? [`--remote=${url}`] : ['--db-url', url];
    const env = { PATH: '/usr/bin:/bin', HOME: folder };
    const ran = spawnSync(programs[era], ['db', 'push', ...target, '--yes'], { cwd: folder, env, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, expect.any(String)]);
    for (const [name, sql, gone] of migrations) {
      const [row] = await cluster.query(`select to_regclass('${name}') is null as gone`, database);
      expect([name, row?.gone, lint(sql).findings.length > 0]).toEqual([name, gone, gone]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
