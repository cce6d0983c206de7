import { isIP } from 'node:net';
import pg from 'pg';
import type { Failure } from '../failures.ts';
import { connectFailure, lostFailure, queryFailure } from './connection-failures.ts';
import { storedPassword } from './password-file.ts';
import { type Attempt, tlsAttempts } from './tls.ts';
import type { Connection } from './types.ts';

/** An open connection. Queries run one after another; each failure is a Failure (server-gone, query-failed). */
export interface Session {
  readonly query: <T extends object>(sql: string, values?: readonly unknown[]) => Promise<T[]>;
  /** Closes; safe to call twice. */
  readonly close: () => Promise<void>;
  /** Settles when the connection is over: null after close(), the Failure when the server went away. */
  readonly ended: Promise<Failure | null>;
}

export interface ConnectOptions {
  /** Milliseconds for reaching the server and logging in. */
  readonly timeout?: number;
  readonly env?: NodeJS.ProcessEnv;
}

/** What every session of ours sets, where the server knows it: no timeouts, no hidden rows, one way to write values, no freeze. */
const sessionSettings = {
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  transaction_timeout: '0',
  // A query that row level security would filter fails loudly instead of showing fewer rows.
  row_security: 'off',
  // Writes that a freeze stops are others': a restore has to go on.
  default_transaction_read_only: 'off',
  // Nothing outside pg_catalog is found without its schema, and regclass always prints it.
  search_path: '',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
};

// int8 and numeric stay text by pg's default; dates too, because Date has only milliseconds.
const asText = new Set<number>([1082, 1083, 1114, 1184, 1266]);
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    asText.has(oid) ? (value: string) => value : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * Connects like libpq would (sslmode, PGPASSWORD or ~/.pgpass when no password is given); 10 s by default. Sets
 * search_path to '' and row_security to off. Failures: target-unreachable, login-refused, database-missing.
 */
export async function connect(connection: Connection, options: ConnectOptions = {}): Promise<Session> {
  const env = options.env ?? process.env;
  let first: unknown = null;
  for (const attempt of tlsAttempts(connection, env)) {
    try {
      return await open(connection, attempt, options.timeout ?? 10_000, env);
    } catch (error) {
      first ??= error;
      // Only TLS or the rules of pg_hba.conf can make the other way succeed: libpq goes on for these as well.
      if (!worthAnotherWay(error)) break;
    }
  }
  throw connectFailure(connection, first);
}

async function open(connection: Connection, ssl: Attempt, timeout: number, env: NodeJS.ProcessEnv): Promise<Session> {
  const password = (connection.password ?? storedPassword(connection, env))?.reveal() ?? '';
  const server = ssl && isIP(connection.host) === 0 ? { servername: connection.host } : {};
  const client = new pg.Client({
    host: connection.host,
    port: connection.port,
    database: connection.database,
    user: connection.user,
    password: async () => password,
    ssl: ssl && { ...ssl, ...server },
    application_name: 'permahub',
    connectionTimeoutMillis: timeout,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    types,
    // A blank keeps pg from sending PGOPTIONS, which the programs do not get either.
    ...(env.PGOPTIONS ? { options: ' ' } : {}),
  });
  let lost: unknown = null;
  let closing: Promise<void> | null = null;
  client.on('error', (error) => {
    lost ??= error;
  });
  const ended = new Promise<Failure | null>((resolve) =>
    client.once('end', () => resolve(closing ? null : lostFailure(connection, lost))),
  );
  try {
    await client.connect();
    await client.query(
      'select pg_catalog.set_config(s.name, w.value, false) from pg_catalog.json_each_text($1::json) w(name, value) join pg_catalog.pg_settings s on s.name = w.name',
      [JSON.stringify(sessionSettings)],
    );
  } catch (error) {
    client.end().catch(() => undefined); // The error below is the one that matters.
    throw error;
  }
  // One after another: a connection does one thing at a time, and pg warns people when asked for more.
  let turn: Promise<unknown> = Promise.resolve();
  const query = <T extends object>(sql: string, values: readonly unknown[] = []): Promise<T[]> => {
    const answer = turn.then(() => ask<T>(sql, values));
    turn = answer.catch(() => undefined);
    return answer;
  };
  const ask = async <T extends object>(sql: string, values: readonly unknown[]): Promise<T[]> => {
    try {
      const result = values.length > 0 ? await client.query<T>(sql, [...values]) : await client.query<T>(sql);
      // Several statements in one text give an array of results: the last one counts.
      return (Array.isArray(result) ? (result.at(-1) as pg.QueryResult<T>) : result).rows;
    } catch (error) {
      throw queryFailure(connection, error, lost);
    }
  };
  const close = () => {
    closing ??= client.end();
    return closing;
  };
  return { query, close, ended };
}

function worthAnotherWay(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.code === '28000';
  const { code, message } = error as { code?: string; message?: string };
  return /SSL|TLS|EPROTO/i.test(`${code} ${message}`);
}
