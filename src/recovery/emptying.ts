import type { DefaultPrivilege, Inventory, Named } from './inventory.ts';

/**
 * SQL that takes away everything a dump recreates, for a superuser. Order matters: event triggers would fire on our own
 * drops, extensions own parts of schemas. Leaves the state an empty database has: `public` as initdb makes it.
 */
export function emptyEverything(inventory: Inventory): string {
  return [
    ...each(inventory.eventTriggers, (name) => `DROP EVENT TRIGGER ${name}`),
    ...each(inventory.publications, (name) => `DROP PUBLICATION ${name}`),
    ...inventory.defaultPrivileges.flatMap(resetDefaultPrivilege),
    ...each(inventory.extensions, (name) => `DROP EXTENSION IF EXISTS ${name} CASCADE`),
    ...each(inventory.wrappers, (name) => `DROP FOREIGN DATA WRAPPER IF EXISTS ${name} CASCADE`),
    ...each(inventory.casts, (name) => `DROP CAST IF EXISTS ${name} CASCADE`),
    // IF EXISTS: dropping an extension takes the schemas and objects that hang on it along.
    ...each(inventory.schemas, (name) => `DROP SCHEMA IF EXISTS ${name} CASCADE`),
    ...each(inventory.languages, (name) => `DROP LANGUAGE IF EXISTS ${name} CASCADE`),
    ...each(inventory.accessMethods, (name) => `DROP ACCESS METHOD IF EXISTS ${name} CASCADE`),
    ...(inventory.largeObjects.count > 0 ? ['SELECT count(lo_unlink(oid)) FROM pg_largeobject_metadata'] : []),
    ...publicAsInitdb,
  ]
    .map((statement) => `${statement};\n`)
    .join('');
}

/** Dumps made by pg_dump 15 and newer state `public` as a difference from exactly this, whatever the server. */
const publicAsInitdb = [
  'CREATE SCHEMA public AUTHORIZATION pg_database_owner',
  'GRANT USAGE ON SCHEMA public TO PUBLIC',
  "COMMENT ON SCHEMA public IS 'standard public schema'",
];

/** Brings one entry of pg_default_acl back to what it is without an entry, which removes it. */
export function resetDefaultPrivilege(entry: DefaultPrivilege): string[] {
  const where = entry.schema === null ? '' : ` IN SCHEMA ${entry.schema}`;
  const alter = `ALTER DEFAULT PRIVILEGES FOR ROLE ${entry.role}${where}`;
  const revoke = entry.grantees.map((grantee) => `${alter} REVOKE ALL ON ${entry.kind} FROM ${grantee}`);
  if (entry.schema !== null) return revoke;
  const everybody = { FUNCTIONS: 'EXECUTE', TYPES: 'USAGE' } as Readonly<Record<string, string>>;
  const open = everybody[entry.kind];
  return [
    ...revoke,
    `${alter} GRANT ALL ON ${entry.kind} TO ${entry.role}`,
    ...(open ? [`${alter} GRANT ${open} ON ${entry.kind} TO PUBLIC`] : []),
  ];
}

function each(things: readonly Named[], statement: (name: string) => string): string[] {
  return things.map((thing) => statement(thing.name));
}
