import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { countedMigrations, type MigrationFile } from './migrations.ts';
import { codeOf, isAbsent } from './patterns.ts';

/** supabase/migrations as the CLI reads it. */
interface Folder {
  /** Those that count, by the bytes of their names. */
  readonly files: readonly MigrationFile[];
  /** Every name in the folder. */
  readonly names: readonly string[];
  readonly faults: readonly string[];
}

/** Lists the migrations of a project; no folder, no migrations. A link is no folder: one that leads to a folder fails when it is read. */
export function listMigrations(workdir: string): Folder {
  try {
    const entries = readdirSync(join(workdir, 'supabase/migrations'), { withFileTypes: true });
    const files = countedMigrations(entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })));
    return { files, names: entries.map(({ name }) => name), faults: [] };
  } catch (error) {
    const faults = isAbsent(error) ? [] : [`supabase/migrations cannot be read (${codeOf(error)})`];
    return { files: [], names: [], faults };
  }
}
