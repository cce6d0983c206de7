import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from '../../../src/invocation/parse.ts';
import { connect } from '../../../src/postgres/connection.ts';
import { readHistory } from '../../../src/postgres/migration-history.ts';
import { secret } from '../../../src/postgres/secret.ts';
import type { History, WhatRuns } from '../../../src/target/sql/types.ts';
import { readWhatRuns } from '../../../src/target/sql/what-runs.ts';
import { readSurroundings } from '../../../src/target/surroundings.ts';
import { programs } from '../../cli/real.ts';
import type { Cluster } from '../../support/cluster.ts';
import { lean } from '../../support/lean.ts';

/** A project folder and a database of its own for one case, and both CLIs' way to name that database. */
export interface Case {
  readonly folder: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly query: (sql: string) => Promise<Record<string, unknown>[]>;
  /** What the guard says would run, with what the database knows. */
  readonly expected: (argv: readonly string[], stdin?: string) => Promise<WhatRuns>;
  readonly run: (argv: readonly string[], stdin?: string) => Promise<{ status: number | null; said: string }>;
  /** Names that the SQL of `notes` left behind, in the order it ran. */
  readonly ran: () => Promise<string[]>;
  readonly remove: () => void;
}

/** SQL that notes its name in a table which neither a push nor a reset drops. */
export function notes(name: string): string {
  return `insert into extensions.ran (name) values ('${name}');\n`;
}

let count = 0;

export async function newCase(
  cluster: Cluster,
  era: 'v2' | 'v3',
  variables: Readonly<Record<string, string>> = {},
): Promise<Case> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'permahub-test-runs-')));
  const database = `case_${count++}`;
  await cluster.query(`create database ${database}`);
  await cluster.query('create schema extensions; create table extensions.ran (at serial, name text)', database);
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  write({ 'supabase/config.toml': 'project_id = "shop"\n' });
  const home = mkdtempSync(join(tmpdir(), 'permahub-test-home-'));
  const cwd = folder;
  const env = {
    ...lean,
    PATH: '/usr/bin:/bin',
    HOME: home,
    USER: 'ann',
    SUPABASE_NO_UPDATE_NOTIFIER: '1',
    ...variables,
  };
  const named = (argv: readonly string[]) => {
    const url = cluster.url(database);
    return [...argv, ...(era === 'v3' ? [`--remote=${url}`] : ['--db-url', url])];
  };
  const history = async (): Promise<History> => {
    const { host, port, user, password } = cluster;
    const session = await connect({ host, port, user, database, password: secret(password), sslmode: 'disable' });
    try {
      return await readHistory(session);
    } finally {
      await session.close();
    }
  };
  const asked = async (argv: readonly string[], known: History, stdin: Buffer) => {
    const invocation = parse(named(argv), era);
    const surroundings = await readSurroundings({ cwd, env, invocation });
    return readWhatRuns({ invocation, surroundings, history: known, stdin: async () => stdin, env });
  };
  return {
    folder,
    write,
    query: (sql) => cluster.query(sql, database),
    expected: async (argv, stdin = '') => asked(argv, await history(), Buffer.from(stdin)),
    run: (argv, stdin = '') =>
      new Promise((done) => {
        const child = spawn(programs[era], named(argv), { cwd, env, stdio: 'pipe' });
        let said = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
        child.on('close', (status) => done({ status, said }));
        child.stdin.on('error', () => undefined).end(stdin);
      }),
    ran: async () =>
      (await cluster.query('select name from extensions.ran order by at', database)).map(({ name }) => String(name)),
    remove: () => {
      for (const path of [folder, home]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** The names that sources of `notes` would leave behind. */
export function named({ sources }: WhatRuns): string[] {
  return sources.map(({ text }) => /values \('(.*)'\)/.exec(text)?.[1] ?? text);
}

/** supabase/migrations files that note their own names. */
export function migrations(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`supabase/migrations/${name}`, notes(name)]));
}

/** SQL that makes the history as if these versions had been applied. */
export function applied(...versions: string[]): string {
  return `create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
    insert into supabase_migrations.schema_migrations (version) values ${versions.map((version) => `('${version}')`).join(', ')}`;
}
