import { eventTriggers, functions, schema, tableTriggers } from './names.ts';

/** SQL: the schema is the tripwire's. Its comment says so; a schema of that name alone is anybody's. */
const isOurs = (namespace: string) =>
  `coalesce(pg_catalog.obj_description(${namespace}, 'pg_namespace') like '%[permahub.tripwire %', false)`;

/** SQL: a schema (by its oid) is the tripwire's own. */
export const ownSchema = (oid: string) => `(${oid} = pg_catalog.to_regnamespace('${schema}')::oid and ${isOurs(oid)})`;

/** SQL: a function (by its oid) is one of the tripwire's; null counts as no. */
export const ownFunction = (oid: string) =>
  `exists (select from pg_catalog.pg_proc q where q.oid = ${oid} and q.proname in (${functions.map((name) => `'${name}'`).join(', ')}) and ${ownSchema('q.pronamespace')})`;

/** An object of a dump: a line of an archive's contents, or a block of a schema dump. */
interface Dumped {
  readonly kind: string;
  readonly schema: string | null;
  readonly name: string;
}

const ofTables = new Set<string>(tableTriggers.map(({ name }) => name));
const ofEvents = new Set<string>(eventTriggers.map(({ name }) => name));
const ofSchema = new Set<string>(functions);

/** Whether that is a part of the tripwire, by its name. Pure. */
export function isTripwire({ kind, schema: place, name }: Dumped): boolean {
  if (kind === 'SCHEMA' || kind === 'EVENT TRIGGER') return name === schema || ofEvents.has(name);
  // "orders permahub_delete"
  if (kind === 'TRIGGER') return ofTables.has(name.slice(name.lastIndexOf(' ') + 1));
  if (kind === 'ACL' || kind === 'COMMENT') {
    const of = /^(?:FUNCTION|SCHEMA|EVENT TRIGGER) (\w+)/.exec(name)?.[1] ?? '';
    return place === null ? of === schema || ofEvents.has(of) : place === schema && ofSchema.has(of);
  }
  return kind === 'FUNCTION' && place === schema && ofSchema.has(name.slice(0, name.indexOf('(')));
}
