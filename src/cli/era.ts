import type { Era } from './types.ts';

/**
 * The parser era of a version as `--version` prints it: native Go programs before 2.100, then the parser of 2.x and of
 * 3.x. Anything else, pre-releases of 4 and text that is no version included, is 'unknown'.
 */
export function eraOf(version: string): Era {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(version.trim());
  if (!match) return 'unknown';
  const major = Number(match[1]);
  if (major === 3) return 'v3';
  if (major === 2) return Number(match[2]) >= 100 ? 'v2' : 'cobra';
  return major === 1 ? 'cobra' : 'unknown';
}
