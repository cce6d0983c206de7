import { Failure } from '../failures.ts';
import type { Session } from './connection.ts';
import { markerIn, withMarker } from './marker-text.ts';

/** What somebody wrote into the database itself: which environment it is. Bound to the identity it was written in. */
export interface Marker {
  readonly environment: 'staging' | 'production';
  readonly systemIdentifier: string;
  readonly databaseOid: number;
  /** Why it cannot be read, in words: then it counts as this database's own, and as production. Null when it can. */
  readonly fault: string | null;
}

/**
 * The marker of the database of `session`, wherever it came from; null when there is none. It stands in the database's
 * comment: a dump without --create, CREATE DATABASE … TEMPLATE and a restore leave it behind. Any role may read it.
 */
export async function readMarker(session: Session): Promise<Marker | null> {
  const { comment, ...own } = await readComment(session);
  return markerIn(comment, own);
}

/** Marks the database as an environment, whatever it was marked as. Failure: mark-not-allowed (69). */
export async function writeMarker(session: Session, environment: Marker['environment']): Promise<void> {
  const { comment, ...own } = await readComment(session);
  await writeComment(session, withMarker(comment, { environment, ...own }));
}

/** Takes every marker away; the rest of the comment stays. Failure: mark-not-allowed (69). */
export async function removeMarker(session: Session): Promise<void> {
  const { comment } = await readComment(session);
  await writeComment(session, withMarker(comment, null));
}

async function readComment(session: Session) {
  const [row] = await session.query<{ comment: string | null; oid: string; system: string }>(`
    select pg_catalog.shobj_description(d.oid, 'pg_database') as comment, d.oid::text as oid,
           (select system_identifier::text from pg_catalog.pg_control_system()) as system
      from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`);
  if (!row) throw new Error('pg_database has no row of the current database');
  return { comment: row.comment ?? '', databaseOid: Number(row.oid), systemIdentifier: row.system };
}

async function writeComment(session: Session, comment: string): Promise<void> {
  // The server quotes name and text: COMMENT takes no parameters.
  const [made] = await session.query<{ sql: string; role: string; database: string }>(
    `select pg_catalog.format('comment on database %I is %L', pg_catalog.current_database(), nullif($1::text, '')) as sql,
            current_user::text as role, pg_catalog.current_database()::text as database`,
    [comment],
  );
  if (!made) throw new Error('format() gave no row');
  await session.query(made.sql).catch((error: unknown) => {
    if (error instanceof Failure && error.detail.sqlstate === '42501')
      throw new Failure('mark-not-allowed', { role: made.role, database: made.database }, { cause: error });
    throw error;
  });
}
