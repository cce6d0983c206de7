import { fieldsOf, listOf, nodeOf, textOf, wordsOf } from './fields.ts';
import { qualified, quoted } from './quote.ts';
import type { Around } from './types.ts';

/** The name of a RangeVar's fields: schema where the SQL names one, then the table. */
export function relationName(relation: unknown): string {
  const { schemaname, relname } = fieldsOf(relation);
  return qualified([textOf(schemaname), textOf(relname)].filter((part) => part !== ''));
}

/** The name of anything a DROP can list; arguments of functions are left out. */
export function objectName(object: unknown): string {
  const node = nodeOf(object);
  if (!node) return '';
  if (node.kind === 'String') return quoted(textOf(node.fields.sval));
  if (node.kind === 'TypeName') return typeName(node.fields);
  if (node.kind === 'ObjectWithArgs') return operatorOrName(wordsOf(node.fields.objname));
  return listOf(object).map(objectName).join('.');
}

/** An operator's own signs are no identifier and are not quoted. */
function operatorOrName(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  if (/[a-z0-9_]/i.test(last)) return qualified(parts);
  return [...parts.slice(0, -1).map(quoted), last].join('.');
}

/** PostgreSQL's own types by the names people give them, where the parser gives another. */
const spoken: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bpchar: 'char',
  float4: 'real',
  float8: 'double precision',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
};

/** A type as people write it: "integer", "varchar(20)", "text[]"; pg_catalog is left out. */
export function typeName(type: unknown): string {
  const { names, typmods, arrayBounds } = fieldsOf(type);
  const parts = wordsOf(names);
  const size = listOf(typmods)
    .map((one) => fieldsOf(fieldsOf(fieldsOf(one).A_Const).ival).ival ?? 0)
    .join(',');
  const own = parts[0] === 'pg_catalog' ? (parts[1] ?? '') : null;
  const bare = own === null ? qualified(parts) : (spoken[own] ?? own);
  return `${bare}${size === '' ? '' : `(${size})`}${'[]'.repeat(listOf(arrayBounds).length)}`;
}

/** A role; "current_user" and the like as they stand. */
export function roleName(role: unknown): string {
  const { roletype, rolename } = fieldsOf(fieldsOf(role).RoleSpec ?? role);
  return textOf(rolename) === '' ? textOf(roletype).replace('ROLESPEC_', '').toLowerCase() : quoted(textOf(rolename));
}

/** Whether a name is that of a temporary table made earlier in the same source: nothing of the database goes with it. */
export function isTemporary(name: string, around: Around): boolean {
  return name.startsWith('pg_temp.') || around.temporary.has(name);
}
