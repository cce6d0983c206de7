import type { Danger } from './danger.ts';

/** PostgreSQL's own programs; psql is read as SQL. https://www.postgresql.org/docs/current/reference-client.html */
export const postgres: readonly Danger[] = [
  {
    rule: 'drops-database',
    programs: ['dropdb'],
    unless: /^(?:--help|--version|-V|-\?)$/,
    verdict: 'deny',
    message: 'It drops a whole database.',
  },
  {
    rule: 'drops-role',
    programs: ['dropuser'],
    unless: /^(?:--help|--version|-V|-\?)$/,
    verdict: 'deny',
    message: 'It drops a role.',
  },
  {
    rule: 'restore-cleans',
    programs: ['pg_restore'],
    // Into a file or as a list it touches no database.
    unless: /^(?:-l|--list|-f.*|--file(?:=.*)?|--help|--version|-V|-\?)$/,
    flag: /^(?:-[a-zA-Z]*[cC][a-zA-Z]*|--clean|--create)$/,
    verdict: 'deny',
    message: 'It drops what stands in the database before it restores.',
    safer: 'permahub restore, which backs up the present state first',
  },
  {
    rule: 'restore-writes',
    programs: ['pg_restore'],
    unless: /^(?:-l|--list|-f.*|--file(?:=.*)?|--help|--version|-V|-\?)$/,
    verdict: 'ask',
    message: 'It writes an archive that was not read into a database.',
    safer: 'permahub restore, which backs up the present state first',
  },
  {
    rule: 'drops-cluster',
    programs: ['pg_dropcluster', 'pg_resetwal'],
    verdict: 'deny',
    message: 'It destroys a whole PostgreSQL server.',
  },
];
