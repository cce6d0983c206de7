import type { Session } from './connection.ts';
import type { Like } from './scratch-locale.ts';

/** What a scratch server must imitate of this database: bootstrap role, encoding, locales, extensions. Any role may ask. */
export async function readLike(session: Session): Promise<Like> {
  // The ICU locale's column is daticulocale in 15 and 16, datlocale from 17 on, where other providers use it as well.
  const [row] = await session.query<Omit<Like, 'serverVersion'> & { version: string }>(`
    select (select rolname from pg_roles where oid = 10) as "bootstrapRole", pg_encoding_to_char(d.encoding) as encoding,
           d.datname as database, d.datcollate as collate, d.datctype as ctype, current_setting('server_version_num') as version,
           case when to_jsonb(d) ->> 'datlocprovider' = 'i'
                then coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') end as "icuLocale",
           (select coalesce(json_agg(extname order by oid), '[]') from pg_extension where extname <> 'plpgsql') as extensions
      from pg_database d where d.datname = current_database()`);
  if (!row) throw new Error('pg_database has no row of the current database');
  const { version, ...like } = row;
  return { ...like, serverVersion: Number(version) };
}
