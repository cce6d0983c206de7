import { literal } from './qualified.ts';

/**
 * A statement that fails, inside the restoring transaction, where a row would refer to one that is not there: every valid
 * foreign key from or to these tables (quoted names), those of their partitioned parents included. Needed wherever rows
 * were written while foreign keys were silenced.
 */
export function orphanCheck(tables: readonly string[]): string {
  return `SELECT pg_catalog.set_config('permahub.tables', ${literal(JSON.stringify(tables))}, true);
DO $permahub$
DECLARE
  fk record;
  orphans bigint;
BEGIN
  FOR fk IN
    WITH RECURSIVE tables AS (
      SELECT t::pg_catalog.regclass AS oid
        FROM pg_catalog.jsonb_array_elements_text(pg_catalog.current_setting('permahub.tables')::jsonb) t
    ), touched AS (
      SELECT c.oid, c.conparentid FROM pg_catalog.pg_constraint c
       WHERE c.contype = 'f' AND (c.conrelid IN (SELECT oid FROM tables) OR c.confrelid IN (SELECT oid FROM tables))
      UNION
      SELECT p.oid, p.conparentid FROM pg_catalog.pg_constraint p JOIN touched t ON p.oid = t.conparentid
    )
    SELECT c.conname, c.conrelid::pg_catalog.regclass::text AS child, c.confrelid::pg_catalog.regclass::text AS parent,
           CASE (SELECT relkind FROM pg_catalog.pg_class WHERE oid = c.conrelid) WHEN 'p' THEN '' ELSE 'ONLY' END AS child_only,
           CASE (SELECT relkind FROM pg_catalog.pg_class WHERE oid = c.confrelid) WHEN 'p' THEN '' ELSE 'ONLY' END AS parent_only,
           x.filled, x.same
      FROM touched t JOIN pg_catalog.pg_constraint c ON c.oid = t.oid,
           LATERAL (SELECT pg_catalog.string_agg(pg_catalog.format('c.%I IS NOT NULL', ca.attname), ' AND ') AS filled,
                           pg_catalog.string_agg(pg_catalog.format('p.%I OPERATOR(%I.%s) c.%I', pa.attname, n.nspname, o.oprname, ca.attname), ' AND ') AS same
                      FROM ROWS FROM (pg_catalog.unnest(c.conkey), pg_catalog.unnest(c.confkey), pg_catalog.unnest(c.conpfeqop)) u(ck, pk, op)
                      JOIN pg_catalog.pg_attribute ca ON ca.attrelid = c.conrelid AND ca.attnum = u.ck
                      JOIN pg_catalog.pg_attribute pa ON pa.attrelid = c.confrelid AND pa.attnum = u.pk
                      JOIN pg_catalog.pg_operator o ON o.oid = u.op JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace) x
     WHERE c.conparentid = 0 AND c.convalidated
  LOOP
    EXECUTE pg_catalog.format('SELECT pg_catalog.count(*) FROM %s %s c WHERE %s AND NOT EXISTS (SELECT FROM %s %s p WHERE %s)',
      fk.child_only, fk.child, fk.filled, fk.parent_only, fk.parent, fk.same) INTO orphans;
    IF orphans > 0 THEN
      RAISE EXCEPTION '% rows of % would refer to rows of % that are not there (foreign key %)', orphans, fk.child, fk.parent, fk.conname;
    END IF;
  END LOOP;
END
$permahub$;
`;
}
