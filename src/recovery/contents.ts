/** One entry of an archive's table of contents, as `pg_restore -l` prints it. Names are not quoted. */
export interface Entry {
  /** The whole line, for the list given back to pg_restore. */
  readonly line: string;
  /** "TABLE", "TABLE DATA", "FK CONSTRAINT"… */
  readonly kind: string;
  /** null for what has no schema. */
  readonly schema: string | null;
  /** Its name; for parts of a table "table part", for ACL and COMMENT "TABLE users". */
  readonly name: string;
  readonly owner: string;
}

/** Kinds of more than one word; all others are one word. */
const longKinds = [
  'ACCESS METHOD',
  'BLOB METADATA',
  'CHECK CONSTRAINT',
  'DATABASE PROPERTIES',
  'DEFAULT ACL',
  'EVENT TRIGGER',
  'FK CONSTRAINT',
  'FOREIGN DATA WRAPPER',
  'FOREIGN SERVER',
  'FOREIGN TABLE',
  'INDEX ATTACH',
  'LARGE OBJECT',
  'MATERIALIZED VIEW DATA',
  'MATERIALIZED VIEW',
  'OPERATOR CLASS',
  'OPERATOR FAMILY',
  'PROCEDURAL LANGUAGE',
  'PUBLICATION TABLES IN SCHEMA',
  'PUBLICATION TABLE',
  'ROW SECURITY',
  'SECURITY LABEL',
  'SEQUENCE OWNED BY',
  'SEQUENCE SET',
  'SHELL TYPE',
  'STATISTICS DATA',
  'SUBSCRIPTION TABLE',
  'TABLE ATTACH',
  'TABLE DATA',
  'TEXT SEARCH CONFIGURATION',
  'TEXT SEARCH DICTIONARY',
  'TEXT SEARCH PARSER',
  'TEXT SEARCH TEMPLATE',
  'USER MAPPING',
];

/**
 * Reads what `pg_restore -l` prints. The fields are parted by blanks that names may hold as well, so the schemas and
 * roles that exist are needed to tell them apart. A line that does not parse is a fault of ours and throws.
 */
export function parseContents(text: string, schemas: readonly string[], roles: readonly string[]): Entry[] {
  const lines = text.split('\n').filter((line) => /^\d+; /.test(line));
  const named = lines.flatMap((line) => /^\d+; \d+ \d+ SCHEMA - (.+) \S+$/.exec(line)?.[1] ?? []);
  const known = longestFirst([...new Set([...schemas, ...named, '-', 'public', 'pg_catalog'])]);
  const owners = longestFirst([...roles, '']);
  return lines.map((line) => {
    const rest = line.replace(/^\d+; \d+ \d+ /, '');
    const kind = longKinds.find((long) => rest.startsWith(`${long} `)) ?? rest.slice(0, rest.indexOf(' '));
    const after = rest.slice(kind.length + 1);
    const schema = known.find((name) => after.startsWith(`${name} `));
    if (schema === undefined) throw new Error(`pg_restore -l printed a line of unknown form: ${line}`);
    const tagged = after.slice(schema.length + 1);
    const owner = owners.find((name) => tagged.endsWith(` ${name}`)) ?? '';
    const name = tagged.slice(0, tagged.length - owner.length - 1);
    return { line, kind, schema: schema === '-' ? null : schema, name, owner };
  });
}

function longestFirst(names: readonly string[]): string[] {
  return [...names].sort((a, b) => b.length - a.length);
}
