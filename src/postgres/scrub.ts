import type { Secret } from './types.ts';

/**
 * Takes out the password where it stands as a word of its own, and whatever stands where passwords stand in URLs, DSNs
 * and SQL. The local stack's public "postgres" stays: taking that out would only blur every message.
 */
export function scrub(text: string, secret: Secret | null): string {
  const password = secret?.reveal() ?? '';
  const word = password.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const without =
    password === '' || password === 'postgres'
      ? text
      : text.replace(new RegExp(`(?<![A-Za-z0-9_])${word}(?![A-Za-z0-9_])`, 'g'), '[secret]');
  return without
    .replace(/(postgres(?:ql)?:\/\/[^\s:@/]*:)[^\s@]*@/gi, '$1[secret]@')
    .replace(/\b(password\s*=\s*)('[^']*'|[^\s;,]+)/gi, '$1[secret]')
    .replace(/\b(password\s+)'(?:[^']|'')*'/gi, "$1'[secret]'");
}
