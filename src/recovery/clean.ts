import type { Entry } from './contents.ts';
import { resetDefaultPrivilege } from './emptying.ts';
import { bare } from './identifier.ts';
import type { Inventory } from './inventory.ts';

/** Kinds that stay as they are where they are there: others may hang on them. */
const containers: Readonly<Record<string, (inventory: Inventory) => readonly string[]>> = {
  SCHEMA: ({ schemas }) => schemas.map(({ name }) => bare(name)),
  EXTENSION: ({ extensions }) => extensions.map(({ name }) => bare(name)),
  PUBLICATION: ({ publications }) => publications.map(({ name }) => bare(name)),
  'PROCEDURAL LANGUAGE': ({ languages }) => languages.map(({ name }) => bare(name)),
  'FOREIGN DATA WRAPPER': ({ wrappers }) => wrappers.map(({ name }) => bare(name)),
  'ACCESS METHOD': ({ accessMethods }) => accessMethods.map(({ name }) => bare(name)),
};

/** Whether an entry (or a block of a schema dump) is such a thing that is there, or its rights, comment or label. Pure. */
export function staysAsItIs(
  { kind, schema, name }: Pick<Entry, 'kind' | 'schema' | 'name'>,
  inventory: Inventory,
): boolean {
  if (schema !== null) return false;
  const direct = containers[kind];
  if (direct) return direct(inventory).includes(name);
  const about = /^(ACL|COMMENT|SECURITY LABEL)$/.test(kind)
    ? /^(SCHEMA|EXTENSION|PUBLICATION|LANGUAGE|FOREIGN DATA WRAPPER|ACCESS METHOD) (.+)$/s.exec(name)
    : null;
  if (!about) return false;
  const of = about[1] === 'LANGUAGE' ? 'PROCEDURAL LANGUAGE' : (about[1] as string);
  return containers[of]?.(inventory).includes(bare(about[2] as string)) ?? false;
}

/**
 * What `--clean` does as `pg_restore --clean --if-exists` does: whatever the backup holds is dropped and made again, and
 * anything new that hangs on it stops the restore. Default privileges and large objects become the backup's. Pure.
 */
export function planClean(inventory: Inventory, entries: readonly Entry[]) {
  return {
    emptying: [
      ...inventory.defaultPrivileges.flatMap(resetDefaultPrivilege),
      ...(inventory.largeObjects.count > 0 ? ['SELECT count(lo_unlink(oid)) FROM pg_largeobject_metadata'] : []),
    ],
    lines: entries.filter((entry) => !staysAsItIs(entry, inventory)).map(({ line }) => line),
  };
}
