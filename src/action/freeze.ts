import { Failure } from '../failures.ts';
import type { Session } from '../postgres/connection.ts';
import { putReadOnly } from './close-window.ts';
import type { FreezeRecord, Frozen } from './freeze-record.ts';
import type { RecordFile } from './record-file.ts';

/** Where default_transaction_read_only is set so that it holds in the database of the session. */
const settings = `
  select r.rolname::text as role, c.setdatabase <> 0 as here, split_part(s, '=', 2) as value
    from pg_catalog.pg_db_role_setting c cross join unnest(c.setconfig) s
         left join pg_catalog.pg_roles r on r.oid = c.setrole
   where c.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
     and s like 'default_transaction_read_only=%'`;

interface Setting {
  readonly role: string | null;
  readonly here: boolean;
  readonly value: string;
}

/**
 * Makes every new session of the database read only, those of roles with a setting of their own as well, in one
 * transaction; what was there before is recorded first. An earlier freeze that is still recorded knows better what that was.
 * Failure: freeze-not-allowed (69).
 */
export async function freeze(session: Session, file: RecordFile<FreezeRecord>, by: string): Promise<FreezeRecord> {
  const { database, role } = await whereAmI(session);
  const left = file.read();
  const earlier = left?.database === database ? left : null;
  const known = new Set(earlier?.changed.map(({ role: whose }) => whose));
  const found = toFreeze(await session.query<Setting>(settings));
  const changed = [...(earlier?.changed ?? []), ...found.filter((each) => !known.has(each.role))];
  const record = { since: earlier?.since ?? new Date().toISOString(), by: earlier?.by ?? by, database, changed };
  file.write(record);
  try {
    await together(session, found, (each) => putReadOnly(session, database, each.role, 'on'));
    return record;
  } catch (error) {
    if (earlier === null) file.remove();
    throw notAllowed(error, { role, database });
  }
}

/**
 * Puts back what the freeze changed and nobody has changed since, in one transaction. Gives what it left alone because
 * somebody had: "everybody" or the role. Failure: freeze-not-allowed (69).
 */
export async function thaw(session: Session, record: FreezeRecord): Promise<readonly string[]> {
  const { database, role } = await whereAmI(session);
  if (database !== record.database) return record.changed.map(whose);
  const now = await session.query<Setting>(settings);
  const isOurs = (frozen: Frozen) => now.some((each) => each.here && each.role === frozen.role && each.value === 'on');
  try {
    await together(session, record.changed.filter(isOurs), (each) =>
      putReadOnly(session, database, each.role, each.was),
    );
  } catch (error) {
    throw notAllowed(error, { role, database });
  }
  return record.changed.filter((frozen) => !isOurs(frozen)).map(whose);
}

/** Everybody in this database, and whoever is excepted from that by a setting of their own. */
function toFreeze(found: readonly Setting[]): Frozen[] {
  const here = (role: string | null) => found.find((each) => each.here && each.role === role)?.value;
  const roles = [...new Set(found.map(({ role }) => role))].filter((role) => role !== null);
  const own = (role: string) => here(role) ?? found.find((each) => !each.here && each.role === role)?.value ?? 'on';
  return [
    ...(isOn(here(null)) ? [] : [{ role: null, was: here(null) ?? '' }]),
    ...roles.filter((role) => !isOn(own(role))).map((role) => ({ role, was: here(role) ?? '' })),
  ];
}

const isOn = (value: string | undefined) => value !== undefined && /^(on|t|tr|tru|true|y|ye|yes|1)$/i.test(value);
const whose = ({ role }: Frozen) => role ?? 'everybody';

/** All of it or nothing. */
async function together(session: Session, all: readonly Frozen[], work: (each: Frozen) => Promise<unknown>) {
  await session.query('begin read write');
  try {
    for (const each of all) await work(each);
    await session.query('commit');
  } catch (error) {
    await session.query('rollback').catch(() => undefined); // A lost connection rolls back by itself.
    throw error;
  }
}

async function whereAmI(session: Session) {
  const [me] = await session.query<{ database: string; role: string }>(
    'select current_database()::text as database, current_user::text as role',
  );
  if (!me) throw new Error('the server did not say who we are');
  return me;
}

function notAllowed(error: unknown, me: { readonly role: string; readonly database: string }): unknown {
  if (!(error instanceof Failure && error.detail.sqlstate === '42501')) return error;
  return new Failure('freeze-not-allowed', { ...me, problem: String(error.detail.problem) }, { cause: error });
}
