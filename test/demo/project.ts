import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../support/cluster.ts';
import { migrations, seed } from './migrations.ts';

/** The person of the demo: git identity of the project and its owner in the settings. */
export const person = { name: 'Marta Lindqvist', email: 'marta@harbour.example' };

export interface DemoProject {
  /** The project folder, a git repository with one commit. */
  readonly folder: string;
  /** A home of its own, so that no program reads or writes the person's. */
  readonly home: string;
  readonly remove: () => void;
}

/** Writes the Supabase project whose migrations made the demo database; its settings name the cluster as staging, and the real CLI. */
export function writeDemoProject(cluster: Pick<Cluster, 'host' | 'port'>, cli?: string): DemoProject {
  const root = mkdtempSync(join(tmpdir(), 'permahub-demo-'));
  const folder = join(root, 'harbour');
  const home = join(root, 'home');
  mkdirSync(home);
  mkdirSync(join(folder, 'supabase', 'migrations'), { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  write('supabase/config.toml', config);
  for (const { version, name, sql } of migrations) write(`supabase/migrations/${version}_${name}.sql`, sql);
  write('supabase/seed.sql', seed);
  write('.gitignore', 'supabase/.temp\nsupabase/.branches\nbackups\n');
  write('.permahubrc.json', settings(`${cluster.host}:${cluster.port}`, cli));
  commitAll(folder, home);
  return { folder, home, remove: () => rmSync(root, { recursive: true, force: true }) };
}

const config = `project_id = "harbour"

[db]
port = 54322
shadow_port = 54320
major_version = 15

[db.migrations]
enabled = true

[db.seed]
enabled = true
sql_paths = ["./seed.sql"]
`;

function settings(host: string, cli?: string): string {
  const written = { owner: person, ...(cli ? { cli } : {}), environments: { staging: { hosts: [host] } } };
  return `${JSON.stringify(written, null, 2)}\n`;
}

function commitAll(folder: string, home: string): void {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(own), HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', person.name);
  git('config', 'user.email', person.email);
  git('add', '-A');
  git('commit', '-q', '-m', 'Start the shop');
}
