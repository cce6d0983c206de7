import { Failure } from '../failures.ts';
import type { Connection } from './types.ts';

/** "127.0.0.1:54322/postgres", for people. */
export function place(connection: Connection): string {
  return `${connection.host}:${connection.port}/${connection.database}`;
}

interface Raised {
  readonly code?: string;
  readonly message?: string;
  readonly errors?: readonly Raised[];
}

/** PostgreSQL's error codes (appendix A) and Node's network codes, as the failures of connecting. */
export function connectFailure(connection: Connection, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const raised = error as Raised;
  const detail = { place: place(connection), user: connection.user, database: connection.database };
  const problem = wordsOf(raised);
  if (raised.code?.startsWith('28')) return new Failure('login-refused', { ...detail, problem }, { cause: error });
  // SCRAM asks for a password before the server can refuse: pg says so itself.
  if (/client password must be/.test(problem))
    return new Failure('login-refused', { ...detail, problem: 'no password is known' }, { cause: error });
  if (raised.code === '3D000') return new Failure('database-missing', detail, { cause: error });
  return new Failure('target-unreachable', { ...detail, problem }, { cause: error });
}

/** The server went away while we were connected. */
export function lostFailure(connection: Connection, error: unknown): Failure {
  const problem = error ? wordsOf(error as Raised) : 'the server closed the connection';
  return new Failure('server-gone', { place: place(connection), problem }, { cause: error });
}

/** A failed query: the connection is gone, or PostgreSQL refused it (`detail.sqlstate` says why). */
export function queryFailure(connection: Connection, error: unknown, lost: unknown): Failure {
  const raised = error as Raised;
  const sqlstate = /^[0-9A-Z]{5}$/.test(raised.code ?? '') ? (raised.code as string) : null;
  // 57P01-57P03: the server is shutting down, crashed or starting; 08: the connection itself.
  const gone = sqlstate === null || sqlstate.startsWith('57P') || sqlstate.startsWith('08');
  if (gone) return lostFailure(connection, lost ?? error);
  return new Failure(
    'query-failed',
    { place: place(connection), problem: wordsOf(raised), sqlstate },
    { cause: error },
  );
}

const network: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOENT: 'there is no such socket',
};

function wordsOf(error: Raised): string {
  // A name with several addresses gives one error for each: the first says enough.
  const one = error.errors?.[0] ?? error;
  if (one.message === 'timeout expired') return 'no answer in time';
  if (/^Connection terminated/.test(one.message ?? '')) return 'the connection was cut';
  return network[one.code ?? ''] ?? (one.message ?? String(one)).trim().replace(/\.$/, '');
}
