import type { Facts } from '../postgres/types.ts';

/**
 * A statement that fails, inside the restoring transaction, unless every table holds exactly the rows of the backup.
 * So a restore that lost something rolls back instead of being found out afterwards.
 */
export function rowCheck(facts: Facts): string {
  const expected = JSON.stringify(facts.tables.map(({ name, rows }) => ({ name, rows })));
  const literal = `'${expected.replaceAll("'", "''")}'`;
  return `SELECT pg_catalog.set_config('permahub.expected', ${literal.includes('\\') ? `E${literal.replaceAll('\\', '\\\\')}` : literal}, true);
DO $permahub$
DECLARE
  expected record;
  found bigint;
  condition text;
BEGIN
  FOR expected IN
    SELECT e->>'name' AS name, (e->>'rows')::bigint AS rows
    FROM pg_catalog.jsonb_array_elements(pg_catalog.current_setting('permahub.expected')::jsonb) e
  LOOP
    -- Of an extension's table only the rows it marks as people's are in a dump.
    SELECT e.extcondition[i] INTO condition
      FROM pg_catalog.pg_extension e, pg_catalog.generate_subscripts(e.extconfig, 1) i
     WHERE e.extconfig[i] = expected.name::pg_catalog.regclass;
    EXECUTE pg_catalog.format('SELECT pg_catalog.count(*) FROM ONLY %s t %s', expected.name, condition) INTO found;
    IF found <> expected.rows THEN
      RAISE EXCEPTION '% would hold % rows instead of %', expected.name, found, expected.rows;
    END IF;
  END LOOP;
END
$permahub$;
`;
}
