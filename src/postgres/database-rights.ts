import type { Session } from './connection.ts';
import { quoteName } from './quote.ts';

/** What belongs to a database itself and no dump of its contents holds: owner, grants on it, settings made for it. */
export interface DatabaseRights {
  readonly owner: string;
  /** null: as a new database has them. */
  readonly grants:
    | readonly { readonly to: string | null; readonly privilege: string; readonly grantable: boolean }[]
    | null;
  /** ALTER DATABASE … SET, and ALTER ROLE … IN DATABASE … SET: "search_path=public". */
  readonly settings: readonly { readonly role: string | null; readonly setting: string }[];
  /** Owners of its extensions: a restore makes them its own, and only the owner may drop one. */
  readonly extensions: readonly { readonly name: string; readonly owner: string }[];
}

/** Reads them of the connected database; any role may. */
export async function readDatabaseRights(session: Session): Promise<DatabaseRights> {
  const [row] = await session.query<DatabaseRights>(`
    select pg_get_userbyid(d.datdba) as owner,
           case when d.datacl is not null then
             (select coalesce(json_agg(json_build_object('to', r.rolname, 'privilege', a.privilege_type,
                                                         'grantable', a.is_grantable)), '[]')
                from aclexplode(d.datacl) a left join pg_roles r on r.oid = a.grantee) end as grants,
           (select coalesce(json_agg(json_build_object('role', r.rolname, 'setting', c.setting)), '[]')
              from pg_db_role_setting s cross join lateral unnest(s.setconfig) c(setting)
              left join pg_roles r on r.oid = s.setrole
             where s.setdatabase = d.oid) as settings,
           (select coalesce(json_agg(json_build_object('name', e.extname, 'owner', pg_get_userbyid(e.extowner))), '[]')
              from pg_extension e) as extensions
      from pg_database d where d.datname = current_database()`);
  if (!row) throw new Error('pg_database has no row of the current database');
  return row;
}

/** Settings whose value is a list: each element is quoted by itself, as pg_dump does. */
const lists: ReadonlySet<string> = new Set([
  ...['local_preload_libraries', 'search_path', 'session_preload_libraries', 'shared_preload_libraries'],
  ...['temp_tablespaces', 'unix_socket_directories'],
]);

/** Statements that give a database of this name the same; roles that are not there must be left out before. Pure. */
export function rightsSql(database: string, rights: DatabaseRights): string[] {
  const name = quoteName(database);
  const grants = (rights.grants ?? []).map(
    ({ to, privilege, grantable }) =>
      `grant ${privilege} on database ${name} to ${to === null ? 'public' : quoteName(to)}${grantable ? ' with grant option' : ''}`,
  );
  const settings = rights.settings.map(({ role, setting }) => {
    const at = setting.indexOf('=');
    const key = setting.slice(0, at);
    const whose = role === null ? `alter database ${name}` : `alter role ${quoteName(role)} in database ${name}`;
    return `${whose} set ${key.split('.').map(quoteName).join('.')} to ${value(key, setting.slice(at + 1))}`;
  });
  return [
    `alter database ${name} owner to ${quoteName(rights.owner)}`,
    ...(rights.grants === null
      ? []
      : [
          `revoke all on database ${name} from public`,
          `revoke all on database ${name} from ${quoteName(rights.owner)}`,
        ]),
    ...grants,
    ...settings,
  ];
}

/** Gives the extensions of the connected database, a throw-away, the owners they have on the source: no statement does that. */
export async function giveExtensions(session: Session, { extensions }: DatabaseRights): Promise<void> {
  await session.query('set allow_system_table_mods to on');
  await session.query(
    `update pg_extension e set extowner = r.oid from json_to_recordset($1) w(name name, owner name) join pg_roles r on r.rolname = w.owner
      where e.extname = w.name and e.extowner <> r.oid`,
    [JSON.stringify(extensions)],
  );
}

/** As it stands in the catalogue: list elements are quoted like identifiers there, so they are read and written again. */
function value(key: string, text: string): string {
  if (!lists.has(key)) return literal(text);
  const elements = text.match(/"(?:[^"]|"")*"|[^,\s]+/g) ?? [];
  if (elements.length === 0) return "''";
  return elements
    .map((each) => (each.startsWith('"') ? literal(each.slice(1, -1).replaceAll('""', '"')) : literal(each)))
    .join(', ');
}

const literal = (text: string) =>
  `${text.includes('\\') ? 'E' : ''}'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
