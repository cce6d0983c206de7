import * as z from 'zod';
import { oneLine } from '../terminal/clean.ts';
import { impactSchema } from './impact-schema.ts';
import type { Request, SignedStatement } from './request-types.ts';

const text = z.string();
/** What people read before they sign: nothing in it may hide or rewrite what else is on the screen. */
const line = text
  .min(1)
  .max(2000)
  .refine((value) => oneLine(value) === value, 'must be one clean line');
const sha256 = text.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex');
const time = z.iso.datetime({ precision: 3, error: 'must be a time like 2025-11-14T14:30:22.000Z' });
/** Of this project: never a way out of it. */
const path = text
  .min(1)
  .refine(
    (value) => !/^[/\\]|^[A-Za-z]:|[\0\n]|(^|[/\\])\.\.([/\\]|$)/.test(value),
    'must be a path inside the repository',
  );

export const requestSchema: z.ZodType<Request> = z.strictObject({
  schema: z.literal(1),
  kind: z.literal('permahub request'),
  nonce: text.regex(/^[0-9a-f]{32}$/, 'must be 32 hex characters'),
  createdAt: time,
  expiresAt: time,
  requester: line,
  reason: line,
  program: z.enum(['supabase', 'permahub']),
  argv: z.array(text.refine((value) => !value.includes('\0'), 'must not hold a NUL')).min(1),
  cli: z.strictObject({ version: text, sha256 }).nullable(),
  target: z.strictObject({
    key: text,
    label: line,
    environment: z.enum(['local', 'staging', 'production', 'none']),
    address: text.nullable(),
    systemIdentifier: text.nullable(),
    databaseOid: z.number().int().nonnegative().nullable(),
  }),
  commit: text.nullable(),
  files: z.record(path, sha256),
  policy: z.strictObject({ ref: text.nullable(), sha256 }),
  backup: z.strictObject({ name: text, sha256 }).nullable(),
  impact: impactSchema,
  findings: z.array(text),
  emergency: z.boolean(),
});

export const signedStatementSchema: z.ZodType<SignedStatement> = z.strictObject({
  statement: z.strictObject({
    schema: z.literal(1),
    verdict: z.enum(['approve', 'deny']),
    request: sha256,
    by: text.regex(/^[a-z0-9._%+'@-]{3,254}$/, 'must be an e-mail address in lower case'),
    at: time,
  }),
  signature: text,
});
