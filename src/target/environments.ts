import { canonicalHost } from './local-names.ts';
import type { Named, NamedEnvironments } from './types.ts';

/** What a target can be named by. */
export interface Names {
  readonly projectRefs: readonly string[];
  readonly host: string | null;
  readonly port: number | null;
  readonly branch: string | null;
}

/** Hosts that many projects share: naming one says nothing about a single project. */
const shared = /(^|\.)pooler\.supabase\.(com|green)$|\.snapcloud\.co$/;

/**
 * The environment the settings name, or null when nobody named it. Production wins. A name makes something staging only
 * where it is exact; for production another spelling of the same host counts as well.
 */
export function namedEnvironment(names: Names, named: NamedEnvironments): 'staging' | 'production' | null {
  if (matches(names, named.production, true)) return 'production';
  return matches(names, named.staging, false) ? 'staging' : null;
}

function matches(names: Names, list: Named, loosely: boolean): boolean {
  if (names.projectRefs.some((ref) => list.projectRefs.includes(ref))) return true;
  if (names.branch !== null && list.branches.includes(names.branch)) return true;
  const { host, port } = names;
  if (host === null) return false;
  if (!loosely && shared.test(canonicalHost(host))) return false;
  return list.hosts.some((entry) => {
    const place = splitPlace(entry);
    const sameHost = loosely
      ? machine(place.host) === machine(host)
      : canonicalHost(place.host) === canonicalHost(host);
    return sameHost && (place.port === null || place.port === port);
  });
}

/** "host", "host:5432", "[::1]:5432". */
function splitPlace(entry: string): { host: string; port: number | null } {
  const found = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry.trim());
  return found ? { host: found[1]!, port: found[2] ? Number(found[2]) : null } : { host: entry, port: null };
}

/** All spellings of the loopback interface are one machine. */
function machine(host: string): string {
  const name = canonicalHost(host);
  return /^(localhost|127\..*|0\.0\.0\.0|::1?|.*\.localhost)$/.test(name) ? 'loopback' : name;
}
