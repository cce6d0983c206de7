import { staysAsItIs } from './clean.ts';
import type { Entry } from './contents.ts';
import { resetDefaultPrivilege } from './emptying.ts';
import { bare } from './identifier.ts';
import type { Inventory } from './inventory.ts';
import { planKept } from './kept.ts';
import { type LimitedPlan, problemsOf, replayed } from './limited.ts';
import { literal } from './qualified.ts';
import type { Rights } from './rights.ts';

/**
 * Plans `--clean` by a role that is no superuser: what the backup holds of the role's own schemas and of `public` is dropped
 * and made again, other schemas keep their structure and get their rows back where the role may write them. Only what hangs
 * between the two is dropped beforehand: the functions that triggers and policies of other schemas' tables call. Pure.
 */
export function planLimitedClean(inventory: Inventory, rights: Rights, entries: readonly Entry[]): LimitedPlan {
  const own = new Set(inventory.schemas.filter(({ mine }) => mine).map(({ name }) => bare(name)));
  const gone = new Set([...own, 'public']);
  const kept = planKept(inventory, rights, entries, own);
  const place = { inventory, dropped: new Set<string>(), gone, kept };
  const used = entries.filter((entry) => !staysAsItIs(entry, inventory) && replayed(place, entry));
  const attached = used.filter((entry) => /^(TRIGGER|POLICY)$/.test(entry.kind) && kept.keeps(entry));
  const emptying = [
    ...inventory.defaultPrivileges.filter(({ mine }) => mine).flatMap(resetDefaultPrivilege),
    ...(attached.length > 0 ? [dropCalled(attached, gone, used)] : []),
    // TRUNCATE would want every table that refers to be emptied with it.
    ...kept.refill.map(({ sql, condition }) => `DELETE FROM ONLY ${sql} ${condition ?? ''}`),
    ...(inventory.largeObjects.count > 0 ? ['SELECT count(lo_unlink(oid)) FROM pg_largeobject_metadata'] : []),
  ];
  return {
    emptying: emptying.map((statement) => `${statement};\n`).join(''),
    lines: used.map(({ line }) => line),
    problems: problemsOf(inventory, rights, used, kept),
    left: entries.filter((entry) => !used.includes(entry)),
    refilled: kept.refill.map(({ sql }) => sql),
  };
}

/**
 * Drops the functions of these schemas that the named triggers and policies call, with them: whoever does not own the table
 * cannot drop those alone. Fails where anything else hangs on such a function, but for triggers and policies of tables that
 * are made again, with which they go.
 */
function dropCalled(attached: readonly Entry[], schemas: ReadonlySet<string>, used: readonly Entry[]): string {
  const again = used.filter(({ kind }) => /^(TABLE|VIEW|MATERIALIZED VIEW|FOREIGN TABLE)$/.test(kind));
  const list = (names: readonly string[]) =>
    `(SELECT pg_catalog.jsonb_array_elements_text(${literal(JSON.stringify(names))}::pg_catalog.jsonb))`;
  const named = list(attached.map(({ schema, name }) => `${schema}.${name}`));
  return `DO $permahub$
DECLARE
  called record;
BEGIN
  FOR called IN
    WITH hanging AS (
      SELECT d.refobjid AS function, pg_catalog.format('%s.%s', n.nspname, c.relname) AS relation,
             pg_catalog.format('%s.%s %s', n.nspname, c.relname, coalesce(g.tgname, o.polname)) AS name
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_proc p ON d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = d.refobjid
        JOIN pg_catalog.pg_namespace f ON f.oid = p.pronamespace
        LEFT JOIN pg_catalog.pg_trigger g ON d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND g.oid = d.objid
        LEFT JOIN pg_catalog.pg_policy o ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND o.oid = d.objid
        LEFT JOIN pg_catalog.pg_class c ON c.oid = coalesce(g.tgrelid, o.polrelid)
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE f.nspname IN ${list([...schemas])}
    )
    SELECT function::pg_catalog.regprocedure AS name,
           pg_catalog.min(hanging.name) FILTER (WHERE NOT (hanging.name IN ${named} OR relation IN ${list(again.map(({ schema, name }) => `${schema}.${name}`))})) AS other
      FROM hanging GROUP BY function
    HAVING pg_catalog.bool_or(hanging.name IN ${named})
  LOOP
    IF called.other IS NOT NULL THEN
      RAISE EXCEPTION 'the function %, which would be made again, is used elsewhere (%)', called.name, called.other;
    END IF;
    EXECUTE pg_catalog.format('DROP ROUTINE %s CASCADE', called.name);
  END LOOP;
END
$permahub$`;
}
