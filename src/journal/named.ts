import { openIntents } from './open-intents.ts';
import type { ChainLine } from './types.ts';

const names = /backup_\d{8}_\d{6}(?:_[a-z0-9_-]+)?/g;

/**
 * Backups that the journal names at or after `since` (milliseconds since 1970), or in a run that has no outcome. A file's
 * name counts for its backup. Pure.
 */
export function namedBackups(lines: readonly ChainLine[], since: number): ReadonlySet<string> {
  const open = new Set(openIntents(lines).map(({ seq }) => seq));
  const named = new Set<string>();
  for (const { at, seq, facts, text } of lines) {
    // A time that cannot be read is taken for a recent one.
    if (Date.parse(at) < since && !open.has(seq)) continue;
    for (const [name] of `${JSON.stringify(facts)} ${text}`.matchAll(names)) {
      named.add(name);
      named.add(name.replace(/_(?:full|schema|data|custom|roles|metadata)$/, ''));
    }
  }
  return named;
}
