/** A migration file as the CLI counts it: name and version of "<digits>_name.sql". */
export interface MigrationFile {
  readonly name: string;
  readonly version: string;
}

/** An entry of supabase/migrations; a link counts as a file, whatever it points to [ran both]. */
export interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

const pattern = /^([0-9]+)_(.*)\.sql$/;
const legacyInit = /([0-9]{14})_init\.sql/;
const lastLegacyInit = 20211209000000;

/** The version in a file's name; null when the CLI would skip the file for its name. */
function versionOf(name: string): string | null {
  return pattern.exec(name)?.[1] ?? null;
}

/**
 * The entries that both CLIs count as migrations, by the bytes of their names: folders and other names are skipped, and
 * a first entry "<before 2021-12-09>_init.sql" as well. Pure.
 */
export function countedMigrations(entries: readonly Entry[]): readonly MigrationFile[] {
  const sorted = [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  return sorted.flatMap(({ name, isFolder }, at) => {
    const init = at === 0 && !isFolder ? legacyInit.exec(name)?.[1] : undefined;
    const version = versionOf(name);
    if (isFolder || version === null || (init !== undefined && Number(init) < lastLegacyInit)) return [];
    return [{ name, version }];
  });
}

/** The order in which they run: by version as text, "10" before "9"; the same version by name. Pure. */
export function inOrder(files: readonly MigrationFile[]): readonly MigrationFile[] {
  return [...files].sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0));
}

/** What is pending, or why the CLI would stop before it runs any SQL. */
export type Pending =
  | { readonly kind: 'pending'; readonly files: readonly MigrationFile[] }
  | { readonly kind: 'missing-locally'; readonly versions: readonly string[] }
  | { readonly kind: 'out-of-order'; readonly files: readonly MigrationFile[] };

/**
 * What push and up would apply: both CLIs walk the two sorted lists side by side, and after that count rather than
 * compare, so a version applied twice in a folder shifts what follows exactly as it does there. Pure.
 */
export function pendingMigrations(
  counted: readonly MigrationFile[],
  applied: readonly string[],
  how: { readonly includeAll: boolean },
): Pending {
  const files = inOrder(counted);
  const missing: string[] = [];
  const late: MigrationFile[] = [];
  let [there, here] = [0, 0];
  while (there < applied.length && here < files.length) {
    const version = applied[there] as string;
    const file = files[here] as MigrationFile;
    if (version === file.version) [there, here] = [there + 1, here + 1];
    else if (version < file.version) {
      missing.push(version);
      there++;
    } else {
      late.push(file);
      here++;
    }
  }
  missing.push(...applied.slice(there));
  if (missing.length > 0) return { kind: 'missing-locally', versions: missing };
  if (late.length > 0 && !how.includeAll) return { kind: 'out-of-order', files: late };
  return { kind: 'pending', files: [...late, ...files.slice(applied.length + late.length)] };
}

/** Those that a reset or a replay up to a version applies: compared as text; "" means all of them. Pure. */
export function upTo(counted: readonly MigrationFile[], version: string): readonly MigrationFile[] {
  return inOrder(version === '' ? counted : counted.filter((file) => file.version <= version));
}

/** The version `db reset --last` resets to, counted in the folder; "-" (before every version) when none is left. Pure. */
export function versionBeforeLast(counted: readonly MigrationFile[], last: number): string {
  return last === 0 ? '' : (counted[counted.length - last - 1]?.version ?? '-');
}
