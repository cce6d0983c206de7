/** One sentence: how to get PostgreSQL's programs of this major. */
export function installHint(major: number): string {
  return (
    `Install the programs of PostgreSQL ${major} (Debian, Ubuntu: \`apt-get install postgresql-${major}\`; ` +
    `macOS: \`brew install postgresql@${major}\`) or name their folder in the settings as "postgres": {"bin": "…"}.`
  );
}
