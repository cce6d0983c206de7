import type { Metadata, Purpose } from './types.ts';

const purposes: readonly string[] = [
  'by hand',
  'scheduled',
  'pre-migration',
  'post-migration',
  'pre-reset',
  'pre-other',
] satisfies Purpose[];

/** What a backup of the guard's own is for, by its name; one that says nothing of it was made by hand. Pure. */
export function purposeOfName(backup: string): Purpose {
  const name = givenName(backup) ?? '';
  for (const known of ['pre-migration', 'post-migration', 'pre-reset'] as const)
    if (name === known || name.startsWith(`${known}-`)) return known;
  return name.startsWith('pre-') ? 'pre-other' : 'by hand';
}

/** What a published backup is for; null for a word this version does not know. Pure. */
export function purposeOf({ backup, purpose }: Pick<Metadata, 'backup' | 'purpose'>): Purpose | null {
  if (purpose === undefined) return purposeOfName(backup);
  return purposes.includes(purpose) ? (purpose as Purpose) : null;
}

/** The words behind the time in a backup's name; null where there are none. Pure. */
export function givenName(backup: string): string | null {
  return /^backup_\d{8}_\d{6}_(.+)$/.exec(backup)?.[1] ?? null;
}
