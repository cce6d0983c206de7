import type { Session } from '../postgres/connection.ts';

/** A closed window: nobody but the acting role writes until it is opened again. */
export interface ClosedWindow {
  /** Sessions that were ended. */
  readonly ended: number;
  /** Puts the settings back as they were. A database that is gone by then needs nothing. */
  readonly open: (session: Session) => Promise<void>;
}

const settingOf = `
  select coalesce((select split_part(s, '=', 2) from pg_db_role_setting c, unnest(c.setconfig) s
                    where c.setdatabase = d.oid and c.setrole = $1::oid and s like 'default_transaction_read_only=%'), '') as value
    from pg_database d where d.datname = current_database()`;

/**
 * Stops writes to the database of `session`: default_transaction_read_only for everybody except the session's own role
 * (the CLI acts as that role), then ends all other sessions. Needs the owner of the database; PostgreSQL's refusal is the error.
 */
export async function closeWindow(session: Session): Promise<ClosedWindow> {
  const [me] = await session.query<{ database: string; role: string; oid: string }>(
    'select quote_ident(current_database()) as database, quote_ident(current_user) as role, oid::text from pg_roles where rolname = current_user',
  );
  if (!me) throw new Error('pg_roles has no row of the current role');
  const [everybody] = await session.query<{ value: string }>(settingOf, ['0']);
  const [own] = await session.query<{ value: string }>(settingOf, [me.oid]);
  const put = (value: string | undefined) =>
    value ? `set default_transaction_read_only = ${value}` : 'reset default_transaction_read_only';
  const forgetException = (on: Session) =>
    on.query(`alter role ${me.role} in database ${me.database} ${put(own?.value)}`);
  const open = async (later: Session) => {
    await later.query(`alter database ${me.database} ${put(everybody?.value)}`);
    await forgetException(later);
  };
  // The exception first: a crash in between must not lock out the role that can mend it.
  await session.query(`alter role ${me.role} in database ${me.database} set default_transaction_read_only = off`);
  try {
    await session.query(`alter database ${me.database} set default_transaction_read_only = on`);
  } catch (error) {
    await forgetException(session);
    throw error;
  }
  try {
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
    await open(session);
    throw error;
  }
}

/** Waits up to 5 s for ended sessions to be gone: what they had begun is rolled back only then. */
async function untilGone(session: Session, pids: readonly number[]): Promise<void> {
  for (const since = Date.now(); Date.now() - since < 5000; await new Promise((done) => setTimeout(done, 20))) {
    const left = await session.query('select from pg_stat_activity where pid = any($1::int[])', [pids]);
    if (left.length === 0) return;
  }
}
