/** How much of a backup is put back. Table names are quoted as in the backup's facts: public.users, "Odd Schema".t */
export type Form =
  /** The database becomes the backup: whatever is not in it goes. */
  | { readonly kind: 'whole' }
  /** What the backup holds is dropped and made again, as `pg_restore --clean --if-exists`; what it does not hold stays. */
  | { readonly kind: 'clean' }
  /** The structure of the backup and no rows but those of migration histories. */
  | { readonly kind: 'schema' }
  /** The rows of every table of the backup; the structure stays. */
  | { readonly kind: 'data' }
  /** The rows of these tables; those that are not there any more are made again. */
  | { readonly kind: 'tables'; readonly tables: readonly string[] };

/** "--table a --table b", "" for a whole one: as it is typed. */
export function formFlags(form: Form): string {
  if (form.kind === 'tables') return form.tables.map((table) => ` --table ${table}`).join('');
  return { whole: '', clean: ' --clean', schema: ' --schema-only', data: ' --data-only' }[form.kind];
}

/** Tables in which the platform and the CLI keep which migrations ran: to a structure they belong. */
export function isHistory(table: string): boolean {
  return (
    /^(auth|_?realtime|storage|supabase_functions)\.(schema_migrations|migrations)$/.test(table) ||
    table.startsWith('supabase_migrations.')
  );
}
