import type { Failure } from '../failures.ts';

/** Failures that a damaged database ends a backup with; each has other causes too. */
const ends: ReadonlySet<string> = new Set(['program-failed', 'query-failed', 'program-lost-server']);

/** Whether a backup that failed like this may have met damage. Pure. */
export function mayBeDamage({ code }: Failure): boolean {
  return ends.has(code);
}

/** Words of PostgreSQL that only damage brings: of its storage manager, heap, TOAST, transaction status and indexes; SQLSTATE XX001 and XX002. */
const words =
  /invalid page in block|could not read block|missing chunk number|unexpected chunk (number|size)|could not access status of transaction|compressed .*data is corrupt|invalid memory alloc request size|before relfrozenxid|index ".*" (is not a|contains)|\(XX00[12]\)/;

/** Whether this failure names damage without doubt. Pure. */
export function namesDamage({ message }: Failure): boolean {
  return words.test(message);
}
