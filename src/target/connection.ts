import { Failure } from '../failures.ts';
import { secret } from '../postgres/secret.ts';
import type { Connection } from '../postgres/types.ts';
import type { Surroundings, Target } from './types.ts';
import { readUrl } from './url.ts';

/** Supabase's shared session pooler and direct connections. */
const sessionPort = 5432;
const transactionPort = 6543;

/**
 * How to reach the target's database. Local: the stack's own postgres/postgres. URL: what it says, gaps from PG*; no
 * password leaves it to libpq (PGPASSWORD, .pgpass). Linked: SUPABASE_DB_PASSWORD with the session pooler of
 * supabase/.temp/pooler-url, else the direct host. Throws what is missing (69) or cannot be used (77). Contacts nothing.
 */
export function connectionFor(target: Target, surroundings: Surroundings): Connection {
  const { host, port, database, user } = target;
  if (target.problem !== null) throw new Failure('connection-url', { target: target.label, problem: target.problem });
  if (target.kind === 'local') return stackConnection(target);
  if (host === null || port === null || database === null || user === null)
    throw new Failure('target-unconnectable', { target: target.label, problem: missing(target) });
  if (port === transactionPort) throw new Failure('transaction-pooler', { place: `${host}:${port}` });
  if (target.kind === 'url') return { host, port, database, user, ...login(target, surroundings) };
  return linked(target.projectRef!, { host, port, database, user }, surroundings);
}

/** The local stack's own login, for a database whose place the engine tells: its port here is 0 where nothing names one. */
export function stackConnection({ host, port, database }: Pick<Target, 'host' | 'port' | 'database'>): Connection {
  const at = { host: host ?? '127.0.0.1', port: port ?? 0, database: database ?? 'postgres' };
  return { ...at, user: 'postgres', password: secret('postgres'), sslmode: 'disable' };
}

function login(target: Target, surroundings: Surroundings): Pick<Connection, 'password' | 'sslmode'> {
  const { ambient, project, url } = surroundings;
  const variable = (name: string) => (ambient[name] ?? project[name]) || undefined;
  const reading = url ? readUrl(url.reveal(), { ...surroundings, variable }, true) : null;
  if (!reading || 'problem' in reading)
    throw new Failure('connection-url', {
      target: target.label,
      problem: reading?.problem ?? 'its URL is not at hand',
    });
  const { password, sslmode } = reading.url;
  // The CLI fills in the local stack's own password.
  const given = password || (target.isLocalStack ? 'postgres' : '');
  return { password: given ? secret(given) : null, sslmode };
}

function linked(ref: string, direct: Omit<Connection, 'password' | 'sslmode'>, surroundings: Surroundings): Connection {
  const { password, pooler, linkedRef, ambient } = surroundings;
  if (password === null) throw new Failure('password-missing', { ref });
  // The CLI itself withholds SUPABASE_DB_PASSWORD from other projects than the linked one.
  if (!surroundings.passwordTyped && linkedRef !== null && linkedRef !== ref)
    throw new Failure('password-of-another-project', { ref, linked: linkedRef });
  const sslmode = ambient.PGSSLMODE || 'require';
  const fits = pooler !== null && (pooler.user.endsWith(`.${ref}`) || pooler.reference === ref);
  if (!fits) return { ...direct, password, sslmode };
  return { host: pooler.host, port: sessionPort, database: pooler.database, user: pooler.user, password, sslmode };
}

function missing(target: Target): string {
  if (target.kind === 'branch') return 'only the API knows where a branch keeps its database';
  if (target.kind === 'project') return 'the command goes to the project by the API';
  return 'the target has no database';
}
