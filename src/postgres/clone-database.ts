import { randomBytes } from 'node:crypto';
import { Failure } from '../failures.ts';
import { connect, type Session } from './connection.ts';
import { type DatabaseRights, giveExtensions, rightsSql } from './database-rights.ts';
import { quoteName } from './quote.ts';
import { secret } from './secret.ts';
import type { Connection, Scratch, Secret } from './types.ts';

/** A clone of the restored copy. */
export interface Clone {
  /** As the scratch server's superuser, for looking. */
  readonly connection: Connection;
  /** As the role that works on the source, with a password of its own; null when the scratch server does not have it. */
  readonly asRole: Connection | null;
  /** The first transaction id given after the clone was made (xid8 as text): what was written since has this or a later one. */
  readonly since: string;
  /** Roles that own, are granted or set something on the source's database and are not on the scratch server. */
  readonly rolesMissing: readonly string[];
  /** The roles are those of Supabase's PostgreSQL. */
  readonly supabase: boolean;
}

/** Milliseconds for a session that was just closed to be gone. */
const patience = 10_000;

/**
 * Clones a database of the scratch server that nobody is connected to, gives the clone the owner, grants and settings of `rights`, and lets `role` log in there with a random password. Failures: those of connecting, query-failed.
 */
export async function cloneDatabase(of: {
  readonly scratch: Pick<Scratch, 'connection' | 'serverVersion'>;
  readonly copy: Connection;
  readonly role: string;
  readonly rights: DatabaseRights | null;
}): Promise<Clone> {
  const { scratch, copy } = of;
  const session = await connect(scratch.connection);
  try {
    const roles = new Set(
      (await session.query<{ name: string }>('select rolname as name from pg_roles')).map((r) => r.name),
    );
    const role = roleOf(of.role, roles);
    const database = `permahub_after_${randomBytes(4).toString('hex')}`;
    await clone(session, copy.database, database, strategy(scratch.serverVersion));
    const connection = { ...copy, database };
    const { rights, missing } = of.rights ? onlyWith(roles, of.rights) : { rights: null, missing: [] };
    // A migration may name the database, and then it means the copy: its owner must be right as well.
    const wanted = rights
      ? [...rightsSql(copy.database, { ...rights, settings: [] }), ...rightsSql(database, rights)]
      : [];
    for (const sql of wanted) await session.query(sql);
    if (of.rights) await inside(connection, of.rights);
    const asRole =
      role === null ? null : { ...connection, user: role, password: await passwordOf(session, scratch, role) };
    const [row] = await session.query<{ since: string }>('select pg_current_xact_id()::text as since');
    if (!row) throw new Error('pg_current_xact_id gave no row');
    return { connection, asRole, since: row.since, rolesMissing: missing, supabase: roles.has('supabase_admin') };
  } finally {
    await session.close();
  }
}

async function inside(connection: Connection, rights: DatabaseRights): Promise<void> {
  const session = await connect(connection);
  await giveExtensions(session, rights).finally(session.close);
}

/** Drops the clone, whoever is still connected to it. A server that is gone took it along. */
export async function dropClone(scratch: Pick<Scratch, 'connection'>, clone: Pick<Clone, 'connection'>): Promise<void> {
  try {
    const session = await connect(scratch.connection);
    await session
      .query(`drop database if exists ${quoteName(clone.connection.database)} with (force)`)
      .finally(session.close);
  } catch (error) {
    const gone = error instanceof Failure && ['target-unreachable', 'server-gone'].includes(error.code);
    if (!gone) throw error;
  }
}

/** Names the role on the scratch server; the pooler's "postgres.<project ref>" is "postgres" there. */
function roleOf(role: string, roles: ReadonlySet<string>): string | null {
  const plain = /^(.+)\.[a-z]{20}$/.exec(role)?.[1];
  return [role, plain].find((each) => each !== undefined && roles.has(each)) ?? null;
}

/** The bootstrap role has the scratch server's own; any other gets one, because no dump brings passwords. */
async function passwordOf(
  session: Session,
  scratch: Pick<Scratch, 'connection'>,
  role: string,
): Promise<Secret | null> {
  if (role === scratch.connection.user) return scratch.connection.password;
  const password = secret(randomBytes(24).toString('base64url'));
  await session.query(`alter role ${quoteName(role)} login valid until 'infinity' password '${password.reveal()}'`);
  return password;
}

/** Copying files beats writing every block to the WAL; before 15 it is the only way. */
function strategy(serverVersion: number): string {
  return serverVersion >= 150_000 ? ' strategy file_copy' : '';
}

/** A session that was closed a moment ago may still be counted: tried again for that reason alone. */
async function clone(session: Session, from: string, to: string, how: string): Promise<void> {
  for (const since = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      await session.query(`create database ${quoteName(to)} template ${quoteName(from)}${how}`);
      return;
    } catch (error) {
      const inUse = error instanceof Failure && error.detail.sqlstate === '55006';
      if (!inUse || Date.now() - since > patience) throw error;
    }
  }
}

function onlyWith(roles: ReadonlySet<string>, rights: DatabaseRights) {
  const named = [
    rights.owner,
    ...(rights.grants ?? []).map(({ to }) => to),
    ...rights.settings.map(({ role }) => role),
  ];
  const missing = [...new Set(named.filter((role): role is string => role !== null && !roles.has(role)))];
  const there = (role: string | null) => role === null || roles.has(role);
  const kept = {
    ...rights,
    grants: rights.grants?.filter(({ to }) => there(to)) ?? null,
    // A library that is not here would keep everybody from logging in.
    settings: rights.settings.filter(({ role, setting }) => there(role) && !/^\w+_preload_libraries=/.test(setting)),
  };
  return { rights: missing.includes(rights.owner) ? null : kept, missing };
}
