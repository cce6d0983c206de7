/** Tables whose rows mean more than rows: what a person should know, by name. */
const words: Readonly<Record<string, string>> = {
  'auth.users': 'These are people who sign in: their accounts, and what refers to them. ',
  'auth.identities': 'These are the ways people sign in. ',
  'storage.objects': 'The files themselves are in no database backup. ',
  'storage.buckets': 'The files in these buckets are in no database backup. ',
  'vault.secrets': 'These are secrets that may be written down nowhere else. ',
  'cron.job': 'These are jobs that run on a schedule. ',
  'supabase_migrations.schema_migrations': 'This is the record of applied migrations: a later push may run SQL again. ',
};

/** A sentence on a table that Supabase gives a meaning, with a space behind it; '' for others. */
export function special(table: string): string {
  return words[table] ?? '';
}
