import { canonicalRequest } from '../../src/approval/request.ts';
import type { Request } from '../../src/approval/request-types.ts';
import { exampleRequest as honest } from './example-request.ts';

const impact = honest.impact as Extract<Request['impact'], { kind: 'rehearsed' }>;
const { target } = honest;
const hash = '9'.repeat(64);

/** One field each, changed after both people signed. Every one of them is a valid request for itself. */
export const tampered: readonly (readonly [sentence: string, change: Partial<Request>])[] = [
  ['another nonce', { nonce: 'f0'.repeat(16) }],
  ['another time of making', { createdAt: '2025-11-14T14:30:00.001Z' }],
  ['a little more time to live', { createdAt: '2025-11-14T14:35:00.000Z', expiresAt: '2025-11-14T15:05:00.000Z' }],
  ['another requester', { requester: 'Bob <bob@example.com>' }],
  ['another reason', { reason: 'Because' }],
  ['a verb of ours in place of the CLI', { program: 'permahub' }],
  ['one flag more', { argv: [...honest.argv, '--include-all'] }],
  ['another command', { argv: ['db', 'reset', '--linked'] }],
  ['the same words split otherwise', { argv: ['db', 'push --linked'] }],
  ['another version of the CLI', { cli: { version: '3.1.1', sha256: honest.cli?.sha256 ?? '' } }],
  ['another binary of the CLI', { cli: { version: '3.1.0', sha256: hash } }],
  ['no CLI', { cli: null }],
  ['another target', { target: { ...target, key: 'zzzzzzzzzzzzzzzzzzzz production' } }],
  ['another label', { target: { ...target, label: 'staging' } }],
  ['another environment', { target: { ...target, environment: 'staging' } }],
  ['another address', { target: { ...target, address: '10.0.0.1:5432' } }],
  ['another system identifier', { target: { ...target, systemIdentifier: '7300000000000000001' } }],
  ['no system identifier', { target: { ...target, systemIdentifier: null } }],
  ['another database of the same server', { target: { ...target, databaseOid: 6 } }],
  ['another commit', { commit: '0'.repeat(40) }],
  ['a migration swapped', { files: { ...honest.files, 'supabase/migrations/20251114143022_drop.sql': hash } }],
  ['one migration more', { files: { ...honest.files, 'supabase/migrations/20251114150000_more.sql': hash } }],
  ['one migration less', { files: { 'supabase/config.toml': honest.files['supabase/config.toml'] ?? '' } }],
  ['another policy', { policy: { ref: 'origin/main', sha256: hash } }],
  ['policy from elsewhere', { policy: { ref: 'HEAD', sha256: honest.policy.sha256 } }],
  ['another backup', { backup: { name: 'backup_20251101_000000', sha256: honest.backup?.sha256 ?? '' } }],
  ['other content of the backup', { backup: { name: honest.backup?.name ?? '', sha256: hash } }],
  ['no backup', { backup: null }],
  ['a rehearsal that never was', { impact: { kind: 'not-rehearsed', reason: 'x' } }],
  [
    'a table more that may be lost',
    {
      impact: {
        ...impact,
        diff: {
          ...impact.diff,
          tables: [
            ...impact.diff.tables,
            { name: 'public.users', kind: 'table', before: 2000, after: null, gone: 2000, changed: null, added: 0 },
          ],
        },
      },
    },
  ],
  [
    'more values that may be lost',
    {
      impact: {
        ...impact,
        diff: { ...impact.diff, columns: impact.diff.columns.map((one) => ({ ...one, values: 9_999_999 })) },
      },
    },
  ],
  ['a failing rehearsal shown as a good one', { impact: { ...impact, status: 1 } }],
  ['a finding less', { findings: [] }],
  ['an emergency', { emergency: true }],
];

const text = canonicalRequest(honest);

/** Texts that are no request at all. */
export const malformed: readonly (readonly [sentence: string, text: string, why: string])[] = [
  [
    'a key nobody knows, for another program to read',
    text.replace('"emergency":false', '"also":"x","emergency":false'),
    'it: Unrecognized key: "also"',
  ],
  ['the same request with spaces', text.replaceAll('":', '": '), 'it is not written as canonical JSON'],
  [
    'argv written twice, the first for people',
    text.replace('"argv":', '"argv":["db","lint"],"argv":'),
    'it is not written as canonical JSON',
  ],
  ['a byte order mark', `\ufeff${text}`, 'it is no JSON'],
  ['line ends of Windows', text.replace(/\n$/, '\r\n'), 'it is not written as canonical JSON'],
  ['a second request behind it', `${text}${text}`, 'it is no JSON'],
  ['keys in another order', `${JSON.stringify(honest)}\n`, 'it is not written as canonical JSON'],
  ['letters as escapes', text.replace('"db"', '"\\u0064b"'), 'it is not written as canonical JSON'],
  ['another schema', text.replace('"schema":1', '"schema":2'), 'schema: Invalid input: expected 1'],
  [
    'another kind of file',
    text.replace('permahub request', 'permahub backup'),
    'kind: Invalid input: expected "permahub request"',
  ],
  ['11 MB of it', canonicalRequest({ ...honest, findings: ['x'.repeat(11_000_000)] }), 'it is larger than 10000 kB'],
  [
    'a reason that hides what follows',
    text.replace('The column', 'The\\u001b[8m column'),
    'reason: must be one clean line',
  ],
  [
    'a file outside the repository',
    text.replace('supabase/config.toml', '../../config.toml'),
    'files.../../config.toml: must be a path inside the repository',
  ],
];
