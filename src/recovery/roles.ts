import { bare } from './identifier.ts';

/** The roles a backup needs and the cluster lacks: SQL that makes them, in order, and their names (unquoted). */
export interface MissingRoles {
  readonly created: readonly string[];
  readonly statements: readonly string[];
}

const identifier = '("(?:[^"]|"")+"|[^\\s;"]+)';
const about = new RegExp(`^(?:CREATE ROLE|ALTER ROLE|COMMENT ON ROLE) ${identifier}`);
const membership = new RegExp(`^GRANT ${identifier} TO ${identifier}`);

/**
 * Picks from pg_dumpall's roles.sql what concerns roles the cluster does not have; roles that exist are left as they
 * are. A role that is no superuser may not name superuser attributes or grantors, so these are taken out for it.
 */
export function missingRoles(rolesSql: string, existing: readonly string[], superuser: boolean): MissingRoles {
  const have = new Set(existing);
  const created: string[] = [];
  const statements: string[] = [];
  for (const statement of splitStatements(rolesSql)) {
    const names = (about.exec(statement) ?? membership.exec(statement))?.slice(1).map(bare);
    if (!names || names.every((name) => have.has(name))) continue;
    if (statement.startsWith('CREATE ROLE ')) created.push(...names);
    statements.push(superuser ? statement : allowed(statement));
  }
  return { created, statements };
}

function allowed(statement: string): string {
  if (statement.startsWith('ALTER ROLE ')) return statement.replace(/ (NOSUPERUSER|NOREPLICATION|NOBYPASSRLS)\b/g, '');
  return statement.replace(/ GRANTED BY .*$/, '');
}

/** Statements without their semicolon; comment and backslash lines between them are left out. */
function splitStatements(text: string): string[] {
  const found: string[] = [];
  let current = '';
  for (const line of text.split('\n')) {
    if (current === '' && (line === '' || line.startsWith('--') || line.startsWith('\\'))) continue;
    current += current === '' ? line : `\n${line}`;
    // pg_dumpall doubles quotes and backslashes, so a statement is over when its quotes are even.
    if (!line.endsWith(';') || odd(current, "'") || odd(current, '"')) continue;
    found.push(current.slice(0, -1));
    current = '';
  }
  return found;
}

function odd(text: string, quote: string): boolean {
  return text.split(quote).length % 2 === 0;
}
