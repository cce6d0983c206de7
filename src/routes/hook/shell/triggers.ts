/** Programs that are judged wherever they stand among the words of a program that is not known. */
export const core: ReadonlySet<string> = new Set(['supabase', 'supabase-go', 'psql', 'dropdb', 'pg_restore', 'prisma']);

export const shells: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'zsh',
  'dash',
  'ksh',
  'mksh',
  'ash',
  'fish',
  'rbash',
]);

const words =
  'supabase|psql|dropdb|dropuser|pg_restore|pg_dropcluster|docker|podman|nerdctl|prisma|drizzle-kit|sequelize|sequelize-cli|rails|rake|' +
  'knex|typeorm|alembic|flyway|liquibase|dbmate|atlas|goose|sqlx|diesel|mikro-orm|artisan|manage\\.py|ecto|migrate|permahub|' +
  'reset_log|allowed_signers|permahubrc|backups|PERMAHUB_\\w*|SUPABASE_CLI_BINARY_OVERRIDE|SUPABASE_GO_BINARY';
const names = new RegExp(
  `(?:^|[^\\w.-])(?:[\\w@./~-]*/)?(?:${words})(?![\\w])|permahub|reset_log|allowed_signers`,
  'i',
);

/** Whether a text names anything that is judged here. What does not, in a file, is nobody's business. */
export function namesUs(text: string): boolean {
  return names.test(text);
}

/** Whether code in another language starts what is judged here, or holds SQL that destroys. */
export function codeNamesUs(text: string): boolean {
  return (
    /\bsupabase(?:['"]?\s*,\s*\[?|\s+)['"]?(?:db|migration|migrations|stop|branches|projects|storage|secrets|stack|seed|backups)\b/.test(
      text,
    ) ||
    /\b(?:psql|dropdb|pg_restore|pg_dropcluster)\b/.test(text) ||
    /\b(?:drop\s+(?:table|schema|database|column)|truncate\s+(?:table\s+)?["\w]|delete\s+from)\b/i.test(text) ||
    /\bmigrate(?:['"]?\s*,\s*['"]?|\s+)reset\b/.test(text)
  );
}
