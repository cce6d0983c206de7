import type { Entry } from './contents.ts';
import { bare } from './identifier.ts';
import type { Inventory } from './inventory.ts';
import type { Attached, KeptTable, Rights } from './rights.ts';

/** What happens in the schemas that keep their structure. */
export interface KeptPlan {
  /** Extensions that stay, unquoted. */
  readonly extensions: ReadonlySet<string>;
  /** The role's own extensions that the backup does not hold, quoted. */
  readonly extraExtensions: readonly string[];
  /** Tables that are emptied and refilled. */
  readonly refill: readonly KeptTable[];
  /** Statements that empty them. */
  readonly emptying: readonly string[];
  /** Schemas of the database, unquoted, those made by extensions included. */
  readonly present: ReadonlySet<string>;
  /** Whether an entry belongs to what keeps its structure: a schema, or an extension inside one that does not. */
  readonly keeps: (entry: Entry) => boolean;
  /** Whether an entry of what keeps its structure is replayed. */
  readonly replays: (entry: Entry) => boolean;
  readonly problems: readonly string[];
}

/**
 * Plans the kept schemas: rows are emptied and refilled where the role may, sequences set, and triggers and policies
 * made again when they hang on something that goes (`dropped` schemas and all in `public`) or are missing. Rows that may not be written stay as
 * they are: the row check inside the transaction refuses the restore when they are not those of the backup.
 */
export function planKept(
  inventory: Inventory,
  rights: Rights,
  entries: readonly Entry[],
  dropped: ReadonlySet<string>,
): KeptPlan {
  const inBackup = new Set(entries.filter(({ kind }) => kind === 'EXTENSION').map(({ name }) => name));
  const gone = new Set([...dropped, 'public']);
  const extra = inventory.extensions.filter(({ name, mine }) => mine && !inBackup.has(bare(name)));
  const stay = inventory.extensions.filter((e) => !extra.includes(e) && !(e.mine && dropped.has(bare(e.schema))));
  const extensions = new Set(stay.map(({ name }) => bare(name)));
  const present = new Set([...inventory.schemas.map(({ name }) => bare(name)), ...rights.extensionSchemas]);
  const members = new Set(
    rights.tables
      .filter((t) => t.extension !== null && extensions.has(t.extension))
      .map((t) => `${t.schema}\n${t.name}`),
  );
  const keeps = ({ schema, name }: Entry) =>
    schema !== null && ((present.has(schema) && !gone.has(schema)) || members.has(`${schema}\n${name}`));

  const filled = new Set(
    entries.filter((e) => e.kind === 'TABLE DATA' && keeps(e)).map((e) => `${e.schema}\n${e.name}`),
  );
  const structures = entries.filter((entry) => entry.kind === 'TABLE' && keeps(entry));
  const refill = rights.tables.filter(
    (table) => filled.has(`${table.schema}\n${table.name}`) && table.empty !== null && table.insert,
  );
  const refilled = new Set(refill.map((table) => `${table.schema}\n${table.name}`));
  const settable = new Set(rights.sequences.filter((s) => s.update).map((s) => `${s.schema}\n${s.name}`));
  const surviving = (things: readonly Attached[]) =>
    new Set(things.filter((t) => !t.uses.some((u) => gone.has(u))).map((t) => `${t.schema}\n${t.table} ${t.name}`));
  const triggers = surviving(rights.triggers);
  const policies = surviving(rights.policies);

  const replays = (entry: Entry): boolean => {
    const key = `${entry.schema}\n${entry.name}`;
    if (entry.kind === 'TABLE DATA') return refilled.has(key);
    if (entry.kind === 'SEQUENCE SET') return settable.has(key);
    if (entry.kind === 'TRIGGER') return !triggers.has(key);
    if (entry.kind === 'POLICY') return !policies.has(key);
    return false;
  };
  // Of an extension's table only the rows a dump holds go; the others came with the extension.
  const whole = (table: KeptTable) => table.empty === 'TRUNCATE' && !table.condition;
  const truncate = refill.filter(whole).map(({ sql }) => sql);
  const there = new Set(rights.tables.map((table) => `${table.schema}\n${table.name}`));
  const watched = rights.quietTriggers ? [] : refill.filter((table) => table.watched);
  return {
    extensions,
    refill,
    present,
    keeps,
    extraExtensions: extra.map(({ name }) => name),
    emptying: [
      ...(truncate.length > 0 ? [`TRUNCATE ${truncate.join(', ')}`] : []),
      ...refill.filter((table) => !whole(table)).map(({ sql, condition }) => `DELETE FROM ${sql} ${condition ?? ''}`),
    ],
    replays,
    problems: [
      ...structures
        .filter(({ schema, name }) => filled.has(`${schema}\n${name}`) && !there.has(`${schema}\n${name}`))
        .map(({ schema, name }) => `table ${schema}.${name} is not there, and its schema belongs to another role`),
      ...watched.map(
        ({ sql }) => `table ${sql} has triggers or foreign keys that may not be silenced (session_replication_role)`,
      ),
    ],
  };
}
