import type { Part } from './types.ts';

export const partNames: readonly Part[] = ['full', 'schema', 'data', 'custom', 'roles'];
/** What a file or folder of a set can be. */
export type Piece = Part | 'directory' | 'metadata';

// Each has a dot: no backup's own name can end like one of them.
const endings: Readonly<Record<Piece, string>> = {
  full: 'full.sql',
  schema: 'schema.sql',
  data: 'data.sql',
  custom: 'custom.dump',
  roles: 'roles.sql',
  directory: 'directory.dump',
  metadata: 'metadata.json',
};
const pattern =
  /^(backup_\d{8}_\d{6}(?:_[a-z0-9_-]+?)?)_(full\.sql|schema\.sql|data\.sql|custom\.dump|directory\.dump|roles\.sql|metadata\.json)$/;

/** "backup_20251114_143022" or with "_<name>": the time is the person's own, as in the names people know. */
export function backupName(at: Date, name: string | null): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  const words = name === null ? '' : cleanName(name);
  return `backup_${day}_${time}${words === '' ? '' : `_${words}`}`;
}

/** Characters a backup's own name may have. */
export const longestName = 60;

/** Small letters, digits, "-" and "_", at most 60; anything else becomes "-". */
export function cleanName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, longestName)
    .replace(/^[-_]+|[-_]+$/g, '');
}

/** Name of a file or the folder of a backup. */
export function fileOf(backup: string, part: Piece): string {
  return `${backup}_${endings[part]}`;
}

/** Name of a file of a set in the archive. Folders keep theirs. */
export function archivedName(file: string): string {
  return `${file}.gz`;
}

/** The backup a file belongs to, null for any other file. */
export function backupOf(file: string): string | null {
  return pattern.exec(file)?.[1] ?? null;
}

/** Names of the links to the newest verified backup: `latest_full.sql`, for other targets `latest_<label>_full.sql`. */
export function latestLink(
  part: 'full' | 'custom' | 'directory',
  target: { readonly environment: string; readonly label: string },
): string {
  return target.environment === 'local'
    ? `latest_${endings[part]}`
    : `latest_${cleanName(target.label)}_${endings[part]}`;
}
