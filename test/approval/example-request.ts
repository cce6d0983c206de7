import type { Request } from '../../src/approval/request-types.ts';

export const minute = 60_000;
export const createdAt = Date.parse('2025-11-14T14:30:00.000Z');

/** A request with something in every field, so that every field can be tampered with. */
export const exampleRequest: Request = {
  schema: 1,
  kind: 'permahub request',
  nonce: '0123456789abcdef0123456789abcdef',
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: new Date(createdAt + 30 * minute).toISOString(),
  requester: 'Ann <ann@example.com>',
  reason: 'The column is not used any more, größer is',
  program: 'supabase',
  argv: ['db', 'push', '--linked'],
  cli: { version: '3.1.0', sha256: 'a'.repeat(64) },
  target: {
    key: 'abcdefghijklmnopqrst production',
    label: 'abcdefghijklmnopqrst',
    environment: 'production',
    address: 'db.abcdefghijklmnopqrst.supabase.co:5432',
    systemIdentifier: '7300000000000000000',
    databaseOid: 5,
  },
  commit: 'f498a53000000000000000000000000000000000',
  files: {
    'supabase/config.toml': 'b'.repeat(64),
    'supabase/migrations/20251114143022_drop.sql': 'c'.repeat(64),
  },
  policy: { ref: 'origin/main', sha256: 'd'.repeat(64) },
  backup: { name: 'backup_20251114_142900_pre-push', sha256: 'e'.repeat(64) },
  impact: {
    kind: 'rehearsed',
    status: 0,
    signal: null,
    failure: null,
    lacking: [],
    diff: {
      tables: [
        { name: 'public.old', kind: 'table', before: 12, after: null, gone: 12, changed: null, added: 0 },
        { name: 'public.users', kind: 'table', before: 2000, after: 2000, gone: 0, changed: 3, added: 0 },
      ],
      columns: [{ table: 'public.users', column: 'phone', change: 'dropped', values: 1990, detail: null }],
      sequences: [{ name: 'public.old_id_seq', before: '12', after: null }],
      objects: [{ kind: 'policy', name: 'public.users.owner_only', change: 'dropped', to: null }],
      largeObjectsGone: 0,
      rowsAfter: { 'public.users': 2000 },
    },
    scratch: 'a scratch PostgreSQL 15.18 (native)',
    seconds: 1.5,
  },
  findings: ['drops column public.users.phone'],
  emergency: false,
};
