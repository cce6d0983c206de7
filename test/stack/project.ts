import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { migrations, seed } from '../demo/migrations.ts';
import { clis } from '../support/localstack.ts';
import { rows } from './rows.ts';

/** Never the defaults (54322, 54320): a person's own stack may be there. The shadow database is two below. */
export const port = 54422;

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real Supabase project with its local stack's database running, filled with 600 rows and more. */
export interface StackProject {
  readonly id: string;
  /** Where its database is published. */
  readonly port: number;
  /** A git repository with one commit. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Path of the real CLI. */
  readonly cli: string;
  readonly supabase: (...args: string[]) => Ran;
  readonly docker: (...args: string[]) => string;
  /** As the superuser. */
  readonly query: <T extends object = Record<string, unknown>>(sql: string, database?: string) => Promise<T[]>;
  /** Counts and checksums of every table outside the catalogues. */
  readonly facts: () => Promise<Record<string, string>>;
  /** Stops the stack without keeping anything, and removes the folder. */
  readonly remove: () => void;
}

/** Makes the project with the real CLI, starts its database (15 s) and fills it. */
export async function startProject(major: keyof typeof clis, id = 'shop', at = port): Promise<StackProject> {
  const root = mkdtempSync(join(tmpdir(), 'permahub-stack-'));
  const folder = join(root, id);
  const home = join(root, 'home');
  for (const path of [folder, home]) mkdirSync(path);
  const env = ownEnv(home);
  const cli = clis[major];
  const run = (program: string, args: string[]): Ran => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const must = (program: string, args: string[]): string => {
    const ran = run(program, args);
    if (ran.status !== 0) throw new Error(`${[program, ...args].join(' ')}: ${ran.stderr || ran.stdout}`);
    return ran.stdout;
  };
  const supabase = (...args: string[]) => run(process.execPath, [cli, ...args]);
  const query = async <T extends object>(sql: string, database = 'postgres') => {
    const connection = { host: '127.0.0.1', port: at, user: 'supabase_admin', password: 'postgres', database };
    const client = new pg.Client(connection);
    await client.connect();
    try {
      const result: unknown = await client.query(sql);
      return ((Array.isArray(result) ? result.at(-1) : result) as pg.QueryResult<T>).rows;
    } finally {
      await client.end();
    }
  };
  const remove = () => {
    supabase('stop', '--no-backup');
    rmSync(root, { recursive: true, force: true });
  };
  try {
    must(process.execPath, [cli, 'init']);
    writeProject(folder, id, cli, at);
    must('git', ['init', '-q', '-b', 'main']);
    must('git', ['add', '-A']);
    must('git', ['commit', '-q', '-m', 'Start the shop']);
    must(process.execPath, [cli, 'db', 'start']);
    await query(rows);
  } catch (error) {
    remove();
    throw error;
  }
  const facts = () => readFacts(query);
  return { id, port: at, folder, env, cli, supabase, docker: (...args) => must('docker', args), query, facts, remove };
}

/** The real database only; other services need images of their own. */
function writeProject(folder: string, id: string, cli: string, at: number): void {
  const config = join(folder, 'supabase/config.toml');
  const text = readFileSync(config, 'utf8')
    .replace(/^project_id = .*$/m, `project_id = "${id}"`)
    .replace(/^port = 54322$/m, `port = ${at}`)
    .replace(/^shadow_port = 54320$/m, `shadow_port = ${at - 2}`)
    .replace(
      /^(\[(?:realtime|storage|auth|studio|local_smtp|inbucket|edge_runtime|analytics)\]\n(?:(?!\[).*\n)*?enabled = )true/gm,
      '$1false',
    );
  writeFileSync(config, text);
  mkdirSync(join(folder, 'supabase/migrations'));
  for (const { version, name, sql } of migrations)
    writeFileSync(join(folder, `supabase/migrations/${version}_${name}.sql`), sql);
  writeFileSync(join(folder, 'supabase/seed.sql'), seed);
  writeFileSync(join(folder, '.gitignore'), 'supabase/.temp\nsupabase/.branches\n');
  const owner = { name: 'Marta Lindqvist', email: 'marta@harbour.example' };
  writeFileSync(join(folder, '.permahubrc.json'), `${JSON.stringify({ owner, cli }, null, 2)}\n`);
}

/** A home and a git identity of its own; no marks of automation, which a test sets itself where it means them. */
function ownEnv(home: string): NodeJS.ProcessEnv {
  const git = {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Marta Lindqvist',
    GIT_AUTHOR_EMAIL: 'marta@harbour.example',
  };
  const committer = { GIT_COMMITTER_NAME: git.GIT_AUTHOR_NAME, GIT_COMMITTER_EMAIL: git.GIT_AUTHOR_EMAIL };
  return { ...inject('engine'), HOME: home, LANG: 'C.UTF-8', TERM: 'xterm', DO_NOT_TRACK: '1', ...git, ...committer };
}

async function readFacts(query: StackProject['query']): Promise<Record<string, string>> {
  const tables = await query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`);
  const one = ({ name }: { name: string }) =>
    `select '${name.replaceAll("'", "''")}' as name, count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as fact from ${name} t`;
  const facts = await query<{ name: string; fact: string }>(tables.map(one).join(' union all '));
  return Object.fromEntries(facts.map(({ name, fact }) => [name, fact] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}
