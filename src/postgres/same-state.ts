import type { Freshness } from './types.ts';

export type Sameness = { readonly same: true } | { readonly same: false; readonly why: string };

/**
 * Whether nothing at all was written between two readings. May say "changed" when nothing was (another database's
 * writes, ANALYZE, rolled-back work); never says "same" when something was. Pure.
 */
export function sameState(before: Freshness, now: Freshness): Sameness {
  const changed = (why: string): Sameness => ({ same: false, why });
  if (before.systemIdentifier !== now.systemIdentifier) return changed('it is another server');
  if (before.databaseOid !== now.databaseOid) return changed('the database was made anew');
  if (before.snapshot !== now.snapshot) return changed('transactions ran in between');
  if ((before.volatileSince ?? null) !== (now.volatileSince ?? null))
    return changed('the server was restarted and does not keep everything through a crash');
  const was = new Map(before.sequences.map((sequence) => [sequence.name, sequence]));
  for (const sequence of now.sequences) {
    const old = was.get(sequence.name);
    if (!old) return changed(`the sequence ${sequence.name} is new`);
    if (old.lastValue !== sequence.lastValue || old.isCalled !== sequence.isCalled)
      return changed(`the sequence ${sequence.name} moved from ${old.lastValue} to ${sequence.lastValue}`);
    was.delete(sequence.name);
  }
  const [gone] = was.keys();
  return gone === undefined ? { same: true } : changed(`the sequence ${gone} is gone`);
}
