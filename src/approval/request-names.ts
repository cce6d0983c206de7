import type { Statement } from './request-types.ts';

const nonceForm = /^[0-9a-f]{32}$/;
const statementForm = /^([0-9a-f]{32})\.(approve|deny)\.([0-9a-f]{16})\.json$/;

function isNonce(text: string): boolean {
  return nonceForm.test(text);
}

/** Name of a request's file. */
export function requestName(nonce: string): string {
  return `${nonce}.json`;
}

/** Name of a statement's file: one for each request, verdict and key. `fingerprint` as ssh-keygen prints it. */
export function statementName(nonce: string, verdict: Statement['verdict'], fingerprint: string): string {
  const hash = Buffer.from(fingerprint.replace(/^SHA256:/, ''), 'base64').toString('hex');
  return `${nonce}.${verdict}.${hash.slice(0, 16)}.json`;
}

/** Whether a name is one that requests or statements have: nothing else is ever written or fetched. */
export function isRequestFile(name: string): boolean {
  return isNonce(name.replace(/\.json$/, '')) ? name.endsWith('.json') : statementForm.test(name);
}

/** The verdict a file's name claims, whatever is in it; null when it claims none. Loose: a denial counts however it is written. */
export function claimedVerdict(name: string): Statement['verdict'] | null {
  const [, verdict] = /^[0-9a-f]{32}\.(approve|deny)\b/i.exec(name) ?? [];
  return (verdict?.toLowerCase() as Statement['verdict'] | undefined) ?? null;
}
