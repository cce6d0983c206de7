import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { Failure } from '../failures.ts';
import type { Connection } from './types.ts';

/** One way to try: without TLS, or with these TLS options. */
export type Attempt = false | ConnectionOptions;

/**
 * The attempts libpq's sslmode means, in order (postgresql.org/docs/17/libpq-ssl.html): `prefer` is the default, a
 * socket never uses TLS, `require` verifies like verify-ca when a root certificate file is there.
 */
export function tlsAttempts(connection: Connection, env: NodeJS.ProcessEnv): readonly Attempt[] {
  if (connection.host.startsWith('/')) return [false];
  const unverified: ConnectionOptions = { rejectUnauthorized: false, ...clientCertificate(env) };
  switch (connection.sslmode ?? 'prefer') {
    case 'disable':
      return [false];
    case 'allow':
      return [false, unverified];
    case 'prefer':
      return [unverified, false];
    case 'require':
      return [existsSync(rootFile(env)) ? verified(env, 'chain') : unverified];
    case 'verify-ca':
      return [verified(env, 'chain')];
    case 'verify-full':
      return [verified(env, 'name')];
    default:
      throw new Failure('sslmode-unknown', { sslmode: String(connection.sslmode) });
  }
}

/** PGSSLROOTCERT=system or no root file at all: Node's own list of authorities. */
function verified(env: NodeJS.ProcessEnv, what: 'chain' | 'name'): ConnectionOptions {
  const file = rootFile(env);
  const ca = env.PGSSLROOTCERT !== 'system' && existsSync(file) ? { ca: readFileSync(file) } : {};
  const name = what === 'chain' ? { checkServerIdentity: () => undefined } : {};
  return { rejectUnauthorized: true, ...ca, ...name, ...clientCertificate(env) };
}

const dotPostgresql = (env: NodeJS.ProcessEnv, name: string) => join(env.HOME || homedir(), '.postgresql', name);
const rootFile = (env: NodeJS.ProcessEnv) => env.PGSSLROOTCERT || dotPostgresql(env, 'root.crt');

function clientCertificate(env: NodeJS.ProcessEnv): ConnectionOptions {
  const cert = env.PGSSLCERT || dotPostgresql(env, 'postgresql.crt');
  const key = env.PGSSLKEY || dotPostgresql(env, 'postgresql.key');
  return existsSync(cert) && existsSync(key) ? { cert: readFileSync(cert), key: readFileSync(key) } : {};
}
