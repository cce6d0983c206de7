import type { StatusInput } from '../../src/duties/status.ts';
import type { KnownTarget } from '../../src/duties/types.ts';
import type { ChainLine } from '../../src/journal/types.ts';
import type { Verification } from '../../src/journal/verifications.ts';

/** Thursday, 02:14, wherever the tests run. */
export const now = new Date(2026, 10, 26, 2, 14);

/** ISO time so many hours before. */
export const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

export const production: KnownTarget = {
  key: 'tsrqponmlkjihgfedcba',
  label: 'tsrqponmlkjihgfedcba',
  environment: 'production',
  projectRef: 'tsrqponmlkjihgfedcba',
  host: 'db.tsrqponmlkjihgfedcba.supabase.co',
  port: 5432,
  database: 'postgres',
  user: 'postgres',
};
export const staging: KnownTarget = {
  key: 'staging-db.example.com:5432/shop',
  label: 'staging-db.example.com:5432/shop',
  environment: 'staging',
  projectRef: null,
  host: 'staging-db.example.com',
  port: 5432,
  database: 'shop',
  user: 'shop_owner',
};
export const local: KnownTarget = {
  ...{ key: 'local:harbour', label: 'local', environment: 'local', projectRef: null },
  ...{ host: '127.0.0.1', port: 54322, database: 'postgres', user: 'postgres' },
};

type Listed = StatusInput['backups'][number];

/** A verified backup of a target, so many hours old. */
export function backup(target: KnownTarget, hours: number, more: Partial<Listed> = {}): Listed {
  const name = `backup_${hoursAgo(hours).slice(0, 10).replaceAll('-', '')}_${target.environment}-${hours}`;
  const proof = { unverified: [] as string[] } as unknown as Listed['proof'];
  const place = target as unknown as Listed['target'];
  return { backup: name, startedAt: hoursAgo(hours), finishedAt: hoursAgo(hours), proof, target: place, ...more };
}

/** What a restore test of that backup left behind. */
export function test(of: Listed, hours: number, outcome: Verification['outcome'] = 'equal'): Verification {
  const problem = outcome === 'equal' ? null : 'public.users: 9 rows instead of 10';
  const more = { seconds: 4.2, scratch: 'a scratch PostgreSQL 17.6 (native)', unverified: [], problem };
  return { schema: 1, at: hoursAgo(hours), backup: of.backup, target: of.target.key, outcome, ...more };
}

/** A line of the journal; nothing that is judged here reads its hashes. */
export function line(kind: ChainLine['kind'], run: string, hours: number, facts: ChainLine['facts']): ChainLine {
  return { schema: 1, seq: 1, kind, at: hoursAgo(hours), run, text: '', textAt: 0, facts, previous: '', hash: '' };
}

/** An approved run on a target and how it ended; null: it has no outcome. */
export function run(
  target: KnownTarget,
  hours: number,
  outcome: ChainLine['facts'] | null,
  facts: ChainLine['facts'] = {},
): ChainLine[] {
  const id = `${hours}-${target.environment}`;
  const { key, label, environment } = target;
  const known = {
    ...{ command: 'db reset', shown: 'supabase db reset --linked', effect: 'destroys' },
    ...{ target: key, label, environment, backup: null },
    ...{ by: 'Ann <ann@example.com>', reason: 'Testing the new migration system' },
    ...facts,
  };
  return [line('intent', id, hours, known), ...(outcome ? [line('outcome', id, hours - 0.1, outcome)] : [])];
}

/** Nothing at all. */
export const nothing: StatusInput = {
  directory: '/srv/shop/backups/database',
  ...{ targets: [], backups: [], broken: [], verifications: [], drills: [], journal: [], problems: [] },
  ...{ requests: [], frozen: [], failedMigrations: [], owner: null, contacts: {}, notes: [] },
};

const kept = [
  ...[2, 8, 14, 20].map((hours) => backup(production, hours)),
  ...[22, 46].map((hours) => backup(staging, hours)),
  backup(production, 700),
].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));

/** A team whose duties are met. */
export const met: StatusInput = {
  ...nothing,
  targets: [production, staging, local],
  backups: kept,
  verifications: [test(kept[0] as Listed, 69), test(backup(staging, 22), 70)],
  journal: run(staging, 50, { status: 0, signal: null, changed: true }),
  owner: { name: 'Olivia Owner', email: 'owner@example.com' },
  contacts: { 'Database issues': 'Dan, +46 70 123 45 67, day and night' },
};
