import type { DatabaseUrl } from './types.ts';

/** What fills the gaps of a URL: PG* variables and the defaults of this machine. */
export interface Gaps {
  readonly variable: (name: string) => string | undefined;
  readonly defaultHost: string;
  readonly osUser: string;
}

export type UrlReading = { readonly url: DatabaseUrl } | { readonly problem: string };

const unreadable = { problem: 'the connection URL cannot be read; write postgresql://user@host:5432/database' };

/**
 * Reads a database URL as the CLI does (both majors; read in 3.1.0's bundle and run): ?host= and ?port= beat the
 * authority, PGHOST, PGPORT, PGUSER and PGDATABASE fill gaps, of several hosts the first is used. What the CLI would
 * look up elsewhere (services) or what hides a password in host or path is a problem. No problem quotes the URL.
 */
export function readUrl(text: string, gaps: Gaps, anyCase: boolean): UrlReading {
  const trimmed = text.trim();
  const scheme = /^(postgres(?:ql)?):\/\//i.exec(trimmed);
  if (!scheme) return { problem: 'only postgresql:// URLs are understood as a target' };
  if (!anyCase && scheme[1] !== scheme[1]!.toLowerCase())
    return { problem: 'this CLI version reads only a lower-case postgresql:// scheme' };
  const rest = trimmed.slice(scheme[0].length);
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const tail = end === -1 ? '' : rest.slice(end);
  if (tail.includes('@') || tail.includes('#'))
    return { problem: 'the connection URL is ambiguous: percent-encode @, /, ? and # in user name and password' };
  const at = authority.lastIndexOf('@');
  const login = at === -1 ? '' : authority.slice(0, at);
  const places = splitHosts(authority.slice(at + 1));
  let parsed: URL;
  try {
    parsed = new URL(`postgresql://placeholder.invalid${tail}`);
  } catch {
    return unreadable;
  }
  const param = (name: string) => parsed.searchParams.get(name);
  const one = (name: string, variable: string) => param(name) || gaps.variable(variable) || null;
  if (param('hostaddr') !== null)
    return { problem: 'hostaddr in a connection URL is read differently by every program' };
  if (param('service') !== null || param('servicefile') !== null || gaps.variable('PGSERVICE'))
    return {
      problem: 'a connection service (service= or PGSERVICE) decides the target; name host and port in the URL',
    };

  const hosts = (
    param('host') ??
    (places
      .map((p) => p.host)
      .filter(Boolean)
      .join(',') ||
      gaps.variable('PGHOST')) ??
    gaps.defaultHost
  ).split(',');
  const ports = (
    param('port') ??
    (places
      .map((p) => p.port)
      .filter(Boolean)
      .join(',') ||
      gaps.variable('PGPORT')) ??
    '5432'
  ).split(',');
  if (ports.some((port) => !/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65535)) return unreadable;
  const host = hosts[0]!;
  if (host === '' || /[%\s@]/.test(host)) return unreadable;
  try {
    const colon = login.indexOf(':');
    const user =
      param('user') ??
      (decodeURIComponent(colon === -1 ? login : login.slice(0, colon)) || gaps.variable('PGUSER') || gaps.osUser);
    const password = param('password') ?? (colon === -1 ? null : decodeURIComponent(login.slice(colon + 1)));
    if (user.includes(':')) return unreadable;
    const path = decodeURIComponent(parsed.pathname.replace(/^\//, ''));
    const database = param('dbname') ?? param('database') ?? (path || gaps.variable('PGDATABASE') || user);
    const reference = /(?:^|[\s,])(?:-c\s*)?reference=([a-z0-9]+)/.exec(param('options') ?? '')?.[1] ?? null;
    const sslmode = one('sslmode', 'PGSSLMODE');
    return { url: { host, port: Number(ports[0]), database, user, password, sslmode, hosts: hosts.length, reference } };
  } catch {
    return unreadable;
  }
}

/** Splits "a:1,[::1]:2" into hosts and ports, brackets removed. */
function splitHosts(text: string): { host: string; port: string }[] {
  return text.split(',').map((place) => {
    const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(place);
    if (bracketed) return { host: bracketed[1]!, port: bracketed[2] ?? '' };
    const colon = place.lastIndexOf(':');
    return colon === -1 ? { host: place, port: '' } : { host: place.slice(0, colon), port: place.slice(colon + 1) };
  });
}
