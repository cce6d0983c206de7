import type { Session } from '../postgres/connection.ts';
import { quoteName } from '../postgres/quote.ts';
import type { WindowKeeper, WindowRecord } from './window-record.ts';

/** A closed window: nobody but the acting role, where one is named, writes until it is opened again. */
export interface ClosedWindow {
  /** Sessions that were ended. */
  readonly ended: number;
  /** Puts the settings back as they were. A database that is gone by then needs nothing. */
  readonly open: (session: Session) => Promise<void>;
}

/** default_transaction_read_only in the database of the session: of everybody, of one role; "" where it is not set. */
const settingsNow = `
  select coalesce(max(split_part(s, '=', 2)) filter (where c.setrole = 0), '') as everybody,
         coalesce(max(split_part(s, '=', 2)) filter (where r.rolname = $1), '') as role
    from pg_db_role_setting c cross join unnest(c.setconfig) s left join pg_roles r on r.oid = c.setrole
   where c.setdatabase = (select oid from pg_database where datname = current_database())
     and s like 'default_transaction_read_only=%'`;

/**
 * Stops writes to the database of `session`: default_transaction_read_only for everybody except `role`, as which the CLI
 * acts (null for an action of our own, whose sessions set it themselves), then ends all other sessions. What was there before is recorded first, for the case that this
 * process dies. Needs the owner of the database; PostgreSQL's refusal is the error.
 */
export async function closeWindow(session: Session, keeper: WindowKeeper, role: string | null): Promise<ClosedWindow> {
  const [me] = await session.query<{ database: string }>('select current_database() as database');
  if (!me) throw new Error('the server did not say who we are');
  // One that could not be opened yet knows better how it was before.
  const found = keeper.read();
  const left = found?.database === me.database ? found : null;
  const excepted = role ?? left?.role ?? null;
  const [was] = await session.query<WindowRecord['was']>(settingsNow, [excepted]);
  if (!was) throw new Error('the settings of the database could not be read');
  const before = {
    everybody: left?.was.everybody ?? was.everybody,
    role: left?.role === excepted ? left.was.role : was.role,
  };
  const record = { since: new Date().toISOString(), command: keeper.command, ...me, role: excepted, was: before };
  keeper.write(record);
  const open = async (later: Session) => {
    await openWindow(later, record);
    keeper.remove();
  };
  try {
    // The exception first: a crash in between must not lock out the role that can mend it.
    if (role !== null) await put(session, record, 'role', 'off');
    await put(session, record, 'everybody', 'on');
    const ended = await session.query<{ pid: number; ok: boolean }>(
      // Only superusers may end a superuser's session; of strangers' sessions a plain role sees no name and no type.
      `select a.pid, pg_terminate_backend(a.pid) as ok
         from pg_stat_activity a join pg_roles r on r.oid = a.usesysid join pg_roles me on me.rolname = current_user
        where a.datname = current_database() and a.pid <> pg_backend_pid() and coalesce(a.backend_type, 'client backend') = 'client backend'
          and coalesce(a.application_name, '') <> 'permahub' and (me.rolsuper or not r.rolsuper)`,
    );
    await untilGone(
      session,
      ended.filter((row) => row.ok).map((row) => row.pid),
    );
    return { ended: ended.filter((row) => row.ok).length, open };
  } catch (error) {
    await open(session).catch(() => undefined); // It stays recorded, and the next run opens it.
    throw error;
  }
}

/**
 * Puts back what a window changed and nobody has changed since; true when writes were stopped until now, false where nothing
 * of it is left, as after a reset that made the database anew. Needs the owner of the database; PostgreSQL's refusal is the error.
 */
export async function openWindow(session: Session, record: WindowRecord): Promise<boolean> {
  await session.query('set default_transaction_read_only = off');
  const [now] = await session.query<WindowRecord['was']>(settingsNow, [record.role]);
  const closed = now?.everybody === 'on' && record.was.everybody !== 'on';
  const excepted = now?.role === 'off' && record.was.role !== 'off';
  if (closed) await put(session, record, 'everybody', record.was.everybody);
  if (excepted) await put(session, record, 'role', record.was.role);
  return closed;
}

function put(session: Session, { database, role }: WindowRecord, whose: 'everybody' | 'role', value: string) {
  return putReadOnly(session, database, whose === 'role' ? role : null, value);
}

/** Sets default_transaction_read_only in a database, for everybody (null) or for one role; "" takes the setting away. */
export function putReadOnly(session: Session, database: string, role: string | null, value: string) {
  const of =
    role === null
      ? `alter database ${quoteName(database)}`
      : `alter role ${quoteName(role)} in database ${quoteName(database)}`;
  const change = value
    ? `set default_transaction_read_only = '${value.replaceAll("'", "''")}'`
    : 'reset default_transaction_read_only';
  return session.query(`${of} ${change}`);
}

/** Waits up to 5 s for ended sessions to be gone: what they had begun is rolled back only then. */
async function untilGone(session: Session, pids: readonly number[]): Promise<void> {
  for (const since = Date.now(); Date.now() - since < 5000; await new Promise((done) => setTimeout(done, 20))) {
    const left = await session.query('select from pg_stat_activity where pid = any($1::int[])', [pids]);
    if (left.length === 0) return;
  }
}
