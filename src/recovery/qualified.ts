import { bare } from './identifier.ts';

/** Schema and name, not quoted, of a name as PostgreSQL prints it: public.users, "Odd Schema"."T". Pure. */
export function partsOf(qualified: string): { readonly schema: string; readonly name: string } {
  const found = /^("(?:[^"]|"")+"|[^".]+)\.(.+)$/s.exec(qualified);
  if (!found) return { schema: '', name: bare(qualified) };
  return { schema: bare(found[1] as string), name: bare(found[2] as string) };
}

/** The same as one key. Pure. */
export function tableKey(qualified: string): string {
  const { schema, name } = partsOf(qualified);
  return `${schema}\n${name}`;
}

/** Text as an SQL literal, whatever is in it. Pure. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
