import type { Binding } from './binding.ts';
import { type FunctionName, locks, restoring, schema, tableTriggers } from './names.ts';

/**
 * Roles of the application and of the platform, as a regular expression over their names. Whoever logged in as one, or acts as
 * one by SET ROLE, is never refused.
 */
const applicationRoles = '^(anon|authenticated|service_role|authenticator|pgbouncer|supabase_.*|pgsodium_.*)$';

const byApplication = `session_user ~ '${applicationRoles}' or current_user ~ '${applicationRoles}'`;

/** Whether this is not the database it was installed in: a copy. */
const elsewhere = ({ systemIdentifier, databaseOid }: Binding) =>
  `(select system_identifier::text from pg_control_system()) <> '${systemIdentifier}'
    or (select oid::text from pg_database where datname = current_database()) <> '${databaseOid}'`;

/** Deletes and truncates are people's when they could have dropped the table, or the database is theirs; superusers always. */
const byPeople = `(session_user = 'postgres' or pg_has_role(session_user, (select relowner from pg_class where oid = tg_relid), 'MEMBER')
    or pg_has_role(session_user, (select datdba from pg_database where datname = current_database()), 'MEMBER'))`;

const table = `format('%I.%I', tg_table_schema, tg_table_name)`;

/** Looks for a ticket, claims it, or refuses. It runs with the rights of whoever acts, and needs none. */
const refuse = (binding: Binding) => `declare
  ticket record;
begin
  if ${elsewhere(binding)} then
    return;
  end if;
  -- Replication and jobs inside the server are no clients.
  if (select backend_type from pg_stat_get_activity(pg_backend_pid())) <> 'client backend' then
    return;
  end if;
  for ticket in
    with held as materialized (
      select l.pid, l.classid::bigint as class, l.objid::bigint as object
        from pg_locks l
       where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
         and l.database = (select oid from pg_database where datname = current_database())
         and l.classid::bigint between ${locks.id} and ${locks.claim})
    select t.object::int as id,
           exists (select from held u where u.pid = t.pid and u.class = ${locks.until}
                      and u.object > extract(epoch from clock_timestamp())) as open,
           exists (select from held c where c.pid = pg_backend_pid() and c.class = ${locks.claim} and c.object = t.object) as mine
      from held t join pg_stat_activity a on a.pid = t.pid
     where t.class = ${locks.id}
       and exists (select from held r join pg_roles o on o.oid::bigint = r.object
                    where r.pid = t.pid and r.class = ${locks.role} and o.rolname in (session_user, current_user))
       -- A role without rights opens nothing for others.
       and (pg_has_role(a.usesysid, (select nspowner from pg_namespace where nspname = '${schema}'), 'MEMBER')
            or pg_has_role(a.usesysid, (select datdba from pg_database where datname = current_database()), 'MEMBER'))
  loop
    -- A lock of the session: it outlives a rollback, and ends with the connection.
    if ticket.mine or ticket.open and pg_try_advisory_lock(${locks.claim}, ticket.id) then
      return;
    end if;
  end loop;
  raise exception using errcode = 'PH001',
    message = format('Permahub guards this database and refused %s', deed),
    detail = 'Destruction goes through the guard: after a backup that was proven by a restore, a rehearsal, and the word of the right person. Nothing was changed.',
    hint = 'Write it as a migration and run it through the guard: "permahub explain -- db push" says what it would do, then "supabase db push". For a reset: "supabase db reset" through the guard.';
end`;

const onStart = () => `begin
  if ${byApplication} then
    return;
  end if;
  perform ${schema}.refuse(tg_tag || case when length(current_query()) <= 200 then ': ' || regexp_replace(current_query(), '\\s+', ' ', 'g') else '' end);
end`;

const onDrop = () => `declare
  objects text;
  more bigint;
begin
  if ${byApplication} then
    return;
  end if;
  with gone as (
    select object_type || ' ' || object_identity as words, row_number() over (order by original desc) as at
      from pg_event_trigger_dropped_objects()
     where (original or normal) and not is_temporary and object_identity not like '"_RETURN" on %' and object_identity !~ '\\mpg_temp(_\\d+)?\\.'
       and object_type not in ('default value', 'default acl'))
  select string_agg(words, ', ' order by at) filter (where at <= 5), count(*) - 5 into objects, more from gone;
  if objects is not null then
    perform ${schema}.refuse(format('%s: %s', tg_tag, objects) || case when more > 0 then format(' and %s more', more) else '' end);
  end if;
end`;

const onRewrite = () => `begin
  -- 4: a column changes its type. Other rewrites keep every value.
  if ${byApplication} or pg_event_trigger_table_rewrite_reason() & 4 = 0
     or (select relpersistence = 't' from pg_class where oid = pg_event_trigger_table_rewrite_oid()) then
    return;
  end if;
  perform ${schema}.refuse(format('%s: type of a column of %s', tg_tag, pg_event_trigger_table_rewrite_oid()::regclass));
end`;

const onEnd = (binding: Binding) => `declare
  made record;
begin
  if current_setting('${restoring}', true) <> '' or ${elsewhere(binding)} then
    return;
  end if;
  for made in
    select distinct c.objid from pg_event_trigger_ddl_commands() c join pg_class r on r.oid = c.objid
     where c.classid = 'pg_class'::regclass and r.relkind in ('r', 'p') and r.relpersistence <> 't' and not c.in_extension
  loop
    begin
${tableTriggers
  .map(
    ({
      name,
      when,
      rest,
      runs,
    }) => `      if not exists (select from pg_trigger where tgrelid = made.objid and tgname = '${name}') then
        execute format('create trigger ${name} ${when} on %s ${rest} execute function ${schema}.${runs}()', made.objid::regclass);
      end if;
      if not exists (select from pg_trigger where tgrelid = made.objid and tgname = '${name}' and tgenabled = 'A') then
        execute format('alter table %s enable always trigger ${name}', made.objid::regclass);
      end if;`,
  )
  .join('\n')}
    exception when others then
      raise warning 'permahub: % is without its tripwire: %', made.objid::regclass, sqlerrm;
    end;
  end loop;
end`;

const onTruncate = () => `begin
  if not (${byApplication}) and ${byPeople} then
    perform ${schema}.refuse(format('TRUNCATE: table %s', ${table}));
  end if;
  return null;
end`;

const onDelete = ({ rows }: Binding) => `begin
  if ${byApplication} then
    return null;
  end if;
  if (select count(*) from (select from gone limit ${rows + 1}) g) > ${rows} and ${byPeople} then
    perform ${schema}.refuse(format('DELETE: more than %s of table %s', ${rows === 1 ? `'1 row'` : `'${rows} rows'`}, ${table}));
  end if;
  return null;
end`;

interface Body {
  readonly takes: string;
  readonly returns: 'void' | 'event_trigger' | 'trigger';
  readonly text: (binding: Binding) => string;
}

/** Every function and what it is made of. Everything but its own schema is found in pg_catalog alone. */
export const bodies: Readonly<Record<FunctionName, Body>> = {
  refuse: { takes: 'deed text', returns: 'void', text: refuse },
  on_start: { takes: '', returns: 'event_trigger', text: onStart },
  on_drop: { takes: '', returns: 'event_trigger', text: onDrop },
  on_rewrite: { takes: '', returns: 'event_trigger', text: onRewrite },
  on_end: { takes: '', returns: 'event_trigger', text: onEnd },
  on_truncate: { takes: '', returns: 'trigger', text: onTruncate },
  on_delete: { takes: '', returns: 'trigger', text: onDelete },
};

/** The text between the quotes, as pg_proc.prosrc gives it back. Pure. */
export function sourceOf(name: FunctionName, binding: Binding): string {
  return `\n${bodies[name].text(binding)}\n`;
}

/** pg_proc.proconfig of each of them. */
export const searchPath = 'search_path=pg_catalog, pg_temp';
