import type { Part } from './types.ts';

export const partNames: readonly Part[] = ['full', 'schema', 'data', 'custom', 'roles'];
const endings: Readonly<Record<Part | 'metadata', string>> = {
  full: 'full.sql',
  schema: 'schema.sql',
  data: 'data.sql',
  custom: 'custom.dump',
  roles: 'roles.sql',
  metadata: 'metadata.json',
};
const pattern =
  /^(backup_\d{8}_\d{6}(?:_[a-z0-9_-]+?)?)_(full\.sql|schema\.sql|data\.sql|custom\.dump|roles\.sql|metadata\.json)$/;

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

/** File name of a part of a backup. */
export function fileOf(backup: string, part: Part | 'metadata'): string {
  return `${backup}_${endings[part]}`;
}

/** File name of a part in the archive. */
export function archivedFileOf(backup: string, part: Part): string {
  return `${fileOf(backup, part)}.gz`;
}

/** The backup a file belongs to, null for any other file. */
export function backupOf(file: string): string | null {
  return pattern.exec(file)?.[1] ?? null;
}

/** Names of the links to the newest verified backup: `latest_full.sql`, for other targets `latest_<label>_full.sql`. */
export function latestLink(
  part: 'full' | 'custom',
  target: { readonly environment: string; readonly label: string },
): string {
  return target.environment === 'local'
    ? `latest_${endings[part]}`
    : `latest_${cleanName(target.label)}_${endings[part]}`;
}
