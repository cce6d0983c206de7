import type { Entry } from './contents.ts';
import { resetDefaultPrivilege } from './emptying.ts';
import { bare } from './identifier.ts';
import type { Inventory } from './inventory.ts';
import { type KeptPlan, planKept } from './kept.ts';
import type { Rights } from './rights.ts';

/** What a restore by a role that is no superuser does, or in `problems` why it cannot. */
export interface LimitedPlan {
  /** SQL that empties what the role may empty. */
  readonly emptying: string;
  /** Lines for `pg_restore -L`. */
  readonly lines: readonly string[];
  /** In words, each a thing that cannot be put back. */
  readonly problems: readonly string[];
  /** Entries of the archive that are not replayed: what they stand for stays as it is. */
  readonly left: readonly Entry[];
  /** Tables of schemas that keep their structure whose rows are replaced, quoted. */
  readonly refilled: readonly string[];
}

/**
 * Plans a restore by a role that owns only a part (hosted `postgres`): its own schemas are dropped and made again,
 * `public` is emptied but stays (its default privileges may be another role's), other schemas keep their structure and
 * get their rows back. Whatever stays is left out of the replay; the comparison afterwards names it if it differs.
 */
export function planLimited(inventory: Inventory, rights: Rights, entries: readonly Entry[]): LimitedPlan {
  const dropped = new Set(
    inventory.schemas.filter((schema) => mayDrop(inventory, schema)).map(({ name }) => bare(name)),
  );
  const gone = new Set([...dropped, 'public']);
  const kept = planKept(inventory, rights, entries, dropped);
  const place = { inventory, dropped, gone, kept };
  const used = entries.filter((entry) => replayed(place, entry));
  return {
    emptying: emptyOwn(inventory, rights, dropped, kept),
    lines: used.map(({ line }) => line),
    problems: [
      ...rights.othersInPublic.map((thing) => `${thing} belongs to another role`),
      ...problemsOf(inventory, rights, used, kept),
    ],
    left: entries.filter((entry) => !used.includes(entry)),
    refilled: kept.refill.map(({ sql }) => sql),
  };
}

/** Why these entries cannot be replayed by this role, in words. Pure. */
export function problemsOf(inventory: Inventory, rights: Rights, used: readonly Entry[], kept: KeptPlan): string[] {
  const strangers = used.filter(
    (entry) => entry.owner !== '' && !rights.memberOf.includes(entry.owner) && !kept.keeps(entry),
  );
  const { notMine } = inventory.largeObjects;
  const makesSchemas = used.some(({ kind }) => kind === 'SCHEMA');
  return [
    ...strangers.map((entry) => `${words(entry)} has to belong to ${entry.owner}`),
    ...used.filter(needsSuperuser).map((entry) => `${words(entry)} can only be made by a superuser`),
    ...(notMine > 0 ? [`${notMine} large objects belong to other roles`] : []),
    ...(makesSchemas && !rights.createSchemas ? ['schemas cannot be made in this database'] : []),
    ...kept.problems,
  ];
}

/** Its own schema, and nothing of others in it that would go along: extensions and default privileges. */
function mayDrop(inventory: Inventory, schema: Inventory['schemas'][number]): boolean {
  if (!schema.mine || schema.name === 'public') return false;
  const foreign = (thing: { mine: boolean; schema: string | null }) => !thing.mine && thing.schema === schema.name;
  return !inventory.extensions.some(foreign) && !inventory.defaultPrivileges.some(foreign);
}

function emptyOwn(inventory: Inventory, rights: Rights, dropped: ReadonlySet<string>, kept: KeptPlan): string {
  const own = (things: readonly { name: string; mine: boolean }[]) => things.filter(({ mine }) => mine);
  const drop = inventory.schemas.filter(({ name }) => dropped.has(bare(name))).map(({ name }) => name);
  const statements = [
    ...own(inventory.publications).map(({ name }) => `DROP PUBLICATION ${name}`),
    ...inventory.defaultPrivileges.filter(({ mine }) => mine).flatMap(resetDefaultPrivilege),
    ...kept.extraExtensions.map((name) => `DROP EXTENSION ${name} CASCADE`),
    ...inventory.casts.map(({ name }) => `DROP CAST IF EXISTS ${name} CASCADE`),
    ...rights.servers.map((name) => `DROP SERVER IF EXISTS ${name} CASCADE`),
    ...drop.map((name) => `DROP SCHEMA IF EXISTS ${name} CASCADE`),
    emptyPublic,
    ...kept.emptying,
    ...(inventory.largeObjects.count > 0 ? ['SELECT count(lo_unlink(oid)) FROM pg_largeobject_metadata'] : []),
  ];
  return statements.map((statement) => `${statement};\n`).join('');
}

/** Everything that hangs on the schema itself and is no part of an extension or of something else, with which it goes. */
const emptyPublic = `DO $permahub$
DECLARE
  thing record;
  named record;
BEGIN
  FOR thing IN
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend d
     WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = 'public'::pg_catalog.regnamespace AND d.deptype = 'n'
       AND d.classid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype IN ('e', 'i'))
  LOOP
    SELECT * INTO named FROM pg_catalog.pg_identify_object(thing.classid, thing.objid, 0);
    CONTINUE WHEN named.identity IS NULL OR named.type LIKE '%constraint%';
    EXECUTE pg_catalog.format('DROP %s IF EXISTS %s CASCADE', named.type, named.identity);
  END LOOP;
END
$permahub$`;

/** Where an entry would go. */
export interface Place {
  readonly inventory: Inventory;
  readonly dropped: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
  readonly kept: KeptPlan;
}

/** Whether this entry is replayed: it is gone after the emptying, or it is rows of what stays. */
export function replayed({ inventory, dropped, gone, kept }: Place, entry: Entry): boolean {
  const has = (things: readonly { name: string; mine: boolean }[], name: string) =>
    things.some((thing) => bare(thing.name) === name && !thing.mine);
  const stays = (schema: string) => schema === 'public' || (kept.present.has(schema) && !dropped.has(schema));
  if (entry.kind === 'SCHEMA') return !stays(entry.name);
  if (entry.kind === 'EXTENSION') return !kept.extensions.has(entry.name);
  if (entry.kind === 'EVENT TRIGGER')
    return !inventory.eventTriggers.some((t) => bare(t.name) === entry.name && !gone.has(bare(t.functionSchema)));
  if (entry.kind === 'FOREIGN DATA WRAPPER') return !inventory.wrappers.some(({ name }) => bare(name) === entry.name);
  if (entry.kind === 'PROCEDURAL LANGUAGE') return !inventory.languages.some(({ name }) => bare(name) === entry.name);
  if (entry.kind === 'PUBLICATION') return !has(inventory.publications, entry.name);
  if (entry.kind.startsWith('PUBLICATION TABLE'))
    return !inventory.publications.some(({ name, mine }) => !mine && entry.name.startsWith(`${bare(name)} `));
  if (entry.kind === 'DEFAULT ACL')
    return !inventory.defaultPrivileges.some(({ role, mine }) => !mine && bare(role) === entry.owner);
  // Rights, comments and labels of a thing without schema: only where the thing itself is replayed.
  const about = /^(SCHEMA|EXTENSION|EVENT TRIGGER|PUBLICATION|FOREIGN DATA WRAPPER) (.+)$/.exec(entry.name);
  if (entry.schema === null && about && /^(ACL|COMMENT|SECURITY LABEL)$/.test(entry.kind))
    return replayed(
      { inventory, dropped, gone, kept },
      { ...entry, kind: about[1] as string, name: bare(about[2] as string) },
    );
  if (entry.schema === null) return true;
  return kept.keeps(entry) ? kept.replays(entry) : entry.schema !== 'pg_catalog';
}

function needsSuperuser(entry: Entry): boolean {
  return entry.kind === 'EVENT TRIGGER' || entry.kind === 'FOREIGN DATA WRAPPER' || entry.kind === 'ACCESS METHOD';
}

function words(entry: Entry): string {
  const name = entry.schema === null ? entry.name : `${entry.schema}.${entry.name}`;
  return `${entry.kind.toLowerCase()} ${name}`;
}
