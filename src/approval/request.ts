import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { canonical } from '../canonical.ts';
import { shortened } from '../terminal/clean.ts';
import { requestSchema, signedStatementSchema } from './request-schema.ts';
import type { Request, SignedStatement, Statement } from './request-types.ts';

/** What could not be read, and why, in words. */
export interface Unread {
  readonly problem: string;
}

/** Bytes of UTF-8 that a request, and a statement, may have. */
export const longestRequest = 10_000_000;
export const longestStatement = 100_000;

/** A request as one text: what is written, hashed and signed. */
export function canonicalRequest(request: Request): string {
  return `${canonical(request)}\n`;
}

/** SHA-256 of the canonical request, in hex. */
export function requestSha256(request: Request): string {
  return createHash('sha256').update(canonicalRequest(request)).digest('hex');
}

/** The text that is signed. */
export function canonicalStatement(statement: Statement): string {
  return `${canonical(statement)}\n`;
}

/** A signed statement as one text: what is written beside the request. */
export function canonicalSigned(signed: SignedStatement): string {
  return `${canonical(signed)}\n`;
}

/** Reads a request's text; only the one canonical text of a valid request is one. Names every key that is off. Pure. */
export function parseRequest(text: string): Request | Unread {
  return parse(text, longestRequest, requestSchema);
}

/** Reads the text of a signed statement likewise. Nothing is verified here. Pure. */
export function parseSignedStatement(text: string): SignedStatement | Unread {
  return parse(text, longestStatement, signedStatementSchema);
}

function parse<T>(text: string, longest: number, schema: z.ZodType<T>): T | Unread {
  if (Buffer.byteLength(text) > longest) return { problem: `it is larger than ${longest / 1000} kB` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'it is no JSON' };
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) return { problem: shortened(parsed.error.issues.map(issueWords).join('; '), 1000) };
  // Another order, a key twice, other spaces or escapes: what a person reads might differ from what was signed.
  if (`${canonical(parsed.data)}\n` !== text) return { problem: 'it is not written as canonical JSON' };
  return parsed.data;
}

function issueWords(issue: z.core.$ZodIssue): string {
  const message = issue.code === 'invalid_key' ? issue.issues.map((inner) => inner.message).join(', ') : issue.message;
  return `${issue.path.map(String).join('.') || 'it'}: ${message}`;
}
