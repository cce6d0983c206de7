import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Place, textOf } from './place.ts';

/**
 * What a person has to do before the agent runs the hook at this place; null when nothing, as far as the agent's own records
 * in the home say. Records that cannot be read say no yes.
 */
export function untrusted(place: Place, of: { readonly folder: string; readonly home: string }): string | null {
  const { trust } = place.agent;
  if (trust === null || (place.user && !trust.inHome)) return null;
  const trusted = { folder: realpathSync(of.folder), file: realpathSync(place.file) };
  return trust.given((path) => readable(join(of.home, path)), trusted) ? null : trust.how;
}

function readable(file: string): string | null {
  try {
    return textOf(file);
  } catch {
    return null;
  }
}
