import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Era, RealCli } from '../../src/cli/types.ts';
import { parse } from '../../src/invocation/parse.ts';
import { connect } from '../../src/postgres/connection.ts';
import { makeCopyDatabase } from '../../src/postgres/copy-database.ts';
import { startScratch } from '../../src/postgres/scratch.ts';
import type { Connection, Facts, Scratch } from '../../src/postgres/types.ts';
import { prepareRehearsal } from '../../src/rehearsal/rehearse.ts';
import type { Reading, RehearsalRequest } from '../../src/rehearsal/request.ts';
import type { Impact, Rehearsed } from '../../src/rehearsal/types.ts';
import { resolveTarget } from '../../src/target/resolve.ts';
import { readSurroundings } from '../../src/target/surroundings.ts';
import { programs } from '../cli/real.ts';
import { bin15 } from '../support/cluster.ts';

export type Files = Readonly<Record<string, string>>;

/** Both real CLIs. */
export const clis: Readonly<Record<'v2' | 'v3', RealCli>> = {
  v2: { path: programs.v2, version: '2.122.1', era: 'v2', foundIn: 'test' },
  v3: { path: programs.v3, version: '3.1.0', era: 'v3', foundIn: 'test' },
};

/** A scratch server like Supabase's: bootstrap role supabase_admin, and `postgres` that is no superuser. */
export async function scratchServer(wall?: false): Promise<Scratch> {
  const like = {
    ...{ bootstrapRole: 'supabase_admin', encoding: 'UTF8', collate: 'C.UTF-8', ctype: 'C.UTF-8' },
    ...{ serverVersion: 150_018, database: 'postgres', extensions: [] },
  };
  const scratch = await startScratch({
    bin: bin15,
    env: process.env,
    like,
    bytesNeeded: 1,
    ...(wall === false ? { wall } : {}),
  });
  await inside(scratch.connection, 'create role postgres login createrole createdb bypassrls; create role anon');
  return scratch;
}

/** Runs SQL there and gives the last statement's rows. */
export async function inside<Row extends object>(connection: Connection, sql: string): Promise<Row[]> {
  const session = await connect(connection);
  try {
    return await session.query<Row>(sql);
  } finally {
    await session.close();
  }
}

/** A restored copy that holds what this SQL makes; `postgres` owns the schema public. */
export async function copyWith(scratch: Scratch, sql: string): Promise<Connection> {
  const copy = await makeCopyDatabase(scratch, 'copy');
  if (!copy) throw new Error('no copy');
  await inside(
    copy,
    `alter database postgres owner to postgres; alter schema public owner to postgres; set role postgres; set search_path to public; ${sql}`,
  );
  return copy;
}

/** SQL for a copy whose migrations of these versions are applied. */
export function applied(...versions: string[]): string {
  const rows = versions.map((version) => `('${version}', '{}', 'applied')`).join(', ');
  return `create schema supabase_migrations;
    create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
    insert into supabase_migrations.schema_migrations values ${rows}`;
}

/** A project folder of its own; paths are relative to it. */
export function project(files: Files): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'permahub-test-project-'));
  const all = { 'supabase/config.toml': 'project_id = "shop"\n[db]\nport = 54322\n', ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const noFacts: Facts = { tables: [], sequences: [], largeObjects: { count: 0, checksum: '0' } };

export interface Tried {
  readonly scratch: Scratch;
  readonly copy: Connection;
  readonly folder: string;
  readonly era: Extract<Era, 'v2' | 'v3'>;
  readonly argv: readonly string[];
  /** Asked of the clone before it is dropped. */
  readonly ask?: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly more?: Partial<RehearsalRequest>;
  /** Instead of asking one question. */
  readonly reading?: Reading;
}

/** Rehearses with a reading that only asks the clone one question. */
export async function rehearse(tried: Tried): Promise<{ readonly impact: Impact; readonly answer: object[] }> {
  const { scratch, copy, folder, era, argv } = tried;
  const env = { PATH: process.env.PATH, HOME: join(folder, 'nobody'), ...tried.env };
  const invocation = parse(argv, era);
  const surroundings = await readSurroundings({ cwd: tried.cwd ?? folder, env, invocation });
  const none = { projectRefs: [], hosts: [], branches: [] };
  const target = resolveTarget(invocation, surroundings, { staging: none, production: none }, 'local');
  let answer: object[] = [];
  const prepared = await prepareRehearsal(
    {
      ...{ scratch, copy, facts: async () => noFacts, invocation, cli: clis[era], surroundings, target },
      ...{ role: 'postgres', stdin: null, env, signal: new AbortController().signal, lint: null },
      rights: { owner: 'postgres', grants: null, settings: [], extensions: [] },
      ...tried.more,
    },
    tried.reading ?? {
      before: async () => ({ tables: [], sequences: [], objects: [] }),
      diff: async ({ after }) => {
        if (tried.ask) answer = await inside(after, tried.ask);
        return { tables: [], columns: [], sequences: [], objects: [], largeObjectsGone: 0, rowsAfter: {} };
      },
    },
  );
  return { impact: await prepared.run(), answer };
}

/** The impact of a rehearsal that took place. */
export function rehearsed(impact: Impact): Rehearsed {
  if (impact.kind !== 'rehearsed') throw new Error(`not rehearsed: ${impact.reason}`);
  return impact;
}
