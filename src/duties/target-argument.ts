import type { KnownTarget } from './types.ts';

/** What `--target` takes to reach it again, without any password; null where not all of it is known. Pure. */
export function targetArgument(of: Omit<KnownTarget, 'label' | 'environment'>): string | null {
  // Its other databases, `local:shop/reports`, only a URL names.
  if (of.key.startsWith('local:') && !of.key.includes('/')) return 'local';
  if (of.key === of.projectRef) return of.projectRef;
  const { host, port, database, user } = of;
  if (host === null || port === null || database === null || user === null) return null;
  return `postgresql://${encodeURIComponent(user)}@${bracketed(host)}:${port}/${encodeURIComponent(database)}`;
}

/** The same for a person to fill in: capitals stand for what nobody has said yet. */
export function targetTemplate(of: Omit<KnownTarget, 'environment'>): string {
  const { host, port, database, user } = of;
  return (
    targetArgument(of) ??
    `postgresql://${user ?? 'USER'}@${host === null ? 'HOST' : bracketed(host)}:${port ?? 'PORT'}/${database ?? 'DATABASE'}`
  );
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
