import type { Session } from './connection.ts';
import type { Freshness } from './types.ts';

/**
 * The state of the database as a later check compares it, in one round trip that writes nothing and takes no
 * transaction id. Inside a REPEATABLE READ transaction the snapshot is that transaction's own.
 */
export async function readFreshness(session: Session): Promise<Freshness> {
  // query_to_xml runs one statement per sequence: nothing else reads is_called of all of them at once.
  const [row] = await session.query<{
    system: string;
    oid: string;
    snapshot: string;
    volatile: string | null;
    sequences: { name: string; state: string }[];
  }>(`
    select (select system_identifier::text from pg_control_system()) as system,
           (select oid::text from pg_database where datname = current_database()) as oid,
           pg_current_snapshot()::text as snapshot,
           case when exists (select from pg_class where relkind in ('r', 'm', 'S') and relpersistence = 'u')
                     or 'off' in (current_setting('fsync'), current_setting('synchronous_commit'))
                then pg_postmaster_start_time()::text end as volatile,
           coalesce((select json_agg(json_build_object('name', q.name, 'state', q.state) order by q.name collate "C")
              from (select c.oid::regclass::text as name,
                           query_to_xml('select last_value, is_called from ' || c.oid::regclass, false, true, '')::text as state
                      from pg_class c where c.relkind = 'S' and c.relpersistence <> 't') q), '[]') as sequences`);
  if (!row) throw new Error('the freshness query gave no row');
  return {
    systemIdentifier: row.system,
    databaseOid: Number(row.oid),
    snapshot: row.snapshot,
    sequences: row.sequences.map(({ name, state }) => ({
      name,
      lastValue: /<last_value>(-?\d+)</.exec(state)?.[1] ?? unread(name),
      isCalled: (/<is_called>(true|false)</.exec(state)?.[1] ?? unread(name)) === 'true',
    })),
    // A crash empties unlogged tables, and loses commits where nobody waits for the disk: then a restart is a change.
    ...(row.volatile === null ? {} : { volatileSince: row.volatile }),
  };
}

function unread(name: string): never {
  throw new Error(`the value of the sequence ${name} could not be read`);
}
