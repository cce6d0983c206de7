import type { Secret } from './types.ts';

/** Takes out the password itself, and whatever stands where passwords stand in URLs, DSNs and SQL. */
export function scrub(text: string, secret: Secret | null): string {
  const password = secret?.reveal() ?? '';
  const without = password === '' ? text : text.replaceAll(password, '[secret]');
  return without
    .replace(/(postgres(?:ql)?:\/\/[^\s:@/]*:)[^\s@]*@/gi, '$1[secret]@')
    .replace(/\b(password\s*=\s*)('[^']*'|[^\s;,]+)/gi, '$1[secret]')
    .replace(/\b(password\s+)'(?:[^']|'')*'/gi, "$1'[secret]'");
}
