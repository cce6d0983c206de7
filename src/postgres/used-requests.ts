import type { Session } from './connection.ts';
import { withUsed } from './used-requests-text.ts';

/** 'not ours': this role may not write the database's comment, so only the journal of this clone remembers the request. */
type Claimed = 'claimed' | 'used' | 'not ours';

/**
 * Marks a request as carried out in the database itself, so that no other machine carries it out again. It stands in the
 * database's comment, as the marker does, until the day after it expired.
 */
export async function claimRequest(session: Session, nonce: string, now: Date): Promise<Claimed> {
  await session.query('begin');
  try {
    // A statement of its own: what is read next must be what the one before us wrote.
    await session.query("select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('permahub.used', 0))");
    const [row] = await session.query<{ comment: string | null; mine: boolean }>(`
      select pg_catalog.shobj_description(d.oid, 'pg_database') as comment,
             pg_catalog.pg_has_role(current_user, d.datdba, 'USAGE') as mine
        from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`);
    if (!row) throw new Error('pg_database has no row of the current database');
    const wanted = withUsed(row.comment ?? '', nonce, now);
    if (wanted === null) return await ended(session, 'rollback', 'used');
    if (!row.mine) return await ended(session, 'rollback', 'not ours');
    const [made] = await session.query<{ sql: string }>(
      `select pg_catalog.format('comment on database %I is %L', pg_catalog.current_database(), $1::text) as sql`,
      [wanted],
    );
    if (!made) throw new Error('format() gave no row');
    await session.query(made.sql);
    return await ended(session, 'commit', 'claimed');
  } catch (error) {
    await session.query('rollback').catch(() => undefined); // The first failure is the one to tell.
    throw error;
  }
}

async function ended(session: Session, how: 'commit' | 'rollback', as: Claimed): Promise<Claimed> {
  await session.query(how);
  return as;
}
