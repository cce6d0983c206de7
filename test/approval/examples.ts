import type { Metadata } from '../../src/backup/types.ts';
import type { Classification } from '../../src/classification/types.ts';
import type { Target } from '../../src/target/types.ts';
import type { Proof } from '../../src/verification/types.ts';

/** Targets, classifications and proofs as the other rooms make them, for the words of this room. */
export const local: Target = {
  kind: 'local',
  environment: 'local',
  label: 'local',
  host: '127.0.0.1',
  port: 54322,
  database: 'postgres',
  user: 'postgres',
  projectRef: null,
  projectId: 'shop',
  key: 'shop/local',
  isLocalStack: true,
  projectFolder: '/home/ada/shop',
  problem: null,
  notes: [],
};

export const staging: Target = {
  ...local,
  kind: 'linked',
  environment: 'staging',
  label: 'abcdefghijklmnopqrst',
  host: 'aws-0-eu-central-1.pooler.supabase.com',
  port: 5432,
  user: 'postgres.abcdefghijklmnopqrst',
  projectRef: 'abcdefghijklmnopqrst',
  key: 'abcdefghijklmnopqrst/staging',
  isLocalStack: false,
};

export const reset: Classification = {
  effect: 'destroys',
  kind: 'empties',
  findings: [],
  safer: 'supabase migration up',
};

const names = [
  'orders',
  'order_items',
  'users',
  'products',
  'reviews',
  'carts',
  'sessions',
  'tags',
  'shops',
  'coupons',
  'roles',
  'countries',
  'currencies',
  'settings',
  'plans',
];
const tables = names.map((name, at) => ({
  name: `public.${name}`,
  kind: 'table' as const,
  rows: at > 12 ? 0 : Math.floor(50_000 / (at * at + 1)),
  checksum: '1',
  method: 'record' as const,
}));
const part = { file: 'x', bytes: 460_000, sha256: '0'.repeat(64) };

const metadata: Metadata = {
  schema: 1,
  backup: 'backup_20251114_143022',
  startedAt: '2025-11-14T14:30:22.000Z',
  finishedAt: '2025-11-14T14:30:25.000Z',
  why: 'supabase db reset',
  target: {
    key: 'shop/local',
    label: 'local',
    environment: 'local',
    host: '127.0.0.1',
    port: 54322,
    database: 'postgres',
    user: 'postgres',
    projectRef: null,
  },
  identity: {
    systemIdentifier: '7',
    databaseOid: 5,
    host: '127.0.0.1',
    port: 54322,
    database: 'postgres',
    serverVersion: 150018,
  },
  freshness: { systemIdentifier: '7', databaseOid: 5, snapshot: '1:1:', sequences: [] },
  server: { version: '15.18', bootstrapRole: 'postgres', encoding: 'UTF8', collate: 'C', ctype: 'C', extensions: [] },
  tools: 'PostgreSQL 15.18',
  git: { commit: null, branch: null, clean: null },
  creator: 'ada',
  parts: { full: part, schema: part, data: part, custom: part, roles: part },
  facts: { tables, sequences: [], largeObjects: { count: 0, checksum: '0' } },
  proof: null,
};

const record = {
  at: '2025-11-14T14:30:29.000Z',
  scratch: 'a scratch PostgreSQL 15.18 (native)',
  tables: 15,
  rows: 99_841,
  sequences: 9,
  largeObjects: 0,
  unverified: [],
  data: 'restored' as const,
  seconds: 4,
};

type Restored = Extract<Proof, { kind: 'restored' }>;

export const restored: Restored = {
  kind: 'restored',
  backup: { directory: '/home/ada/shop/backups/database', metadata },
  record,
  reused: false,
};
export const reused: Restored = { ...restored, reused: true };
export const partly: Restored = {
  ...restored,
  record: {
    ...record,
    largeObjects: 1,
    unverified: ['the extension pg_cron is not installed here, its 3 jobs were not restored'],
  },
};
/** Milliseconds since 1970, shortly after the backup. */
export const now = Date.parse('2025-11-14T14:30:40.000Z');
