import type { Metadata } from '../backup/types.ts';
import type { KnownTarget } from '../duties/types.ts';
import type { ChainLine } from '../journal/types.ts';
import { namedEnvironment } from '../target/environments.ts';
import type { Environment, NamedEnvironments } from '../target/types.ts';

const unknown = { projectRef: null, host: null, port: null, database: null, user: null };
const strictest: readonly Environment[] = ['production', 'staging', 'local', 'none'];

/**
 * Every target duties may hold for, the strictest environment first: those that backups and the journal know, the linked
 * project, and whatever the settings name and nobody ever backed up. The environment is what the settings say today, or
 * what was found then (a mark in the database), whichever is stricter.
 */
export function knownTargets(of: {
  /** Newest first. */
  readonly backups: readonly Metadata['target'][];
  /** Oldest first. */
  readonly journal: readonly ChainLine[];
  readonly linkedRef: string | null;
  readonly named: NamedEnvironments;
}): KnownTarget[] {
  const { named } = of;
  const seen = new Map<string, KnownTarget>();
  for (const target of [...of.backups, ...of.journal.toReversed().flatMap(acted)])
    if (!seen.has(target.key)) seen.set(target.key, { ...target, environment: environmentOf(target, named) });
  const add = (target: KnownTarget) => {
    if (![...seen.values()].some((each) => isSame(each, target))) seen.set(target.key, target);
  };
  const ref = of.linkedRef;
  if (ref !== null)
    add({
      ...{ ...unknown, key: ref, label: ref, projectRef: ref },
      environment:
        namedEnvironment({ projectRefs: [ref], host: null, port: null, branch: null }, named) ?? 'production',
    });
  for (const environment of ['production', 'staging'] as const) {
    const { projectRefs, hosts, branches } = named[environment];
    for (const ref of projectRefs) add({ ...unknown, key: ref, label: ref, projectRef: ref, environment });
    for (const place of hosts) add({ ...unknown, key: place, label: place, ...splitPlace(place), environment });
    for (const branch of branches) add({ ...unknown, key: `branch:${branch}`, label: branch, environment });
  }
  const rank = ({ environment }: KnownTarget) => strictest.indexOf(environment);
  return [...seen.values()].sort((a, b) => rank(a) - rank(b) || (a.label < b.label ? -1 : 1));
}

/** The target of a run that was approved; nothing for what had none. */
function acted({ kind, facts }: ChainLine): KnownTarget[] {
  const { target: key, label, environment, address } = facts;
  if (kind !== 'intent' || typeof key !== 'string' || key === 'none') return [];
  const place = /^(.*):(\d+)\/(.*)$/.exec(typeof address === 'string' ? address : '');
  return [
    {
      ...{ ...unknown, key, label: typeof label === 'string' ? label : key },
      environment: strictest.find((each) => each === environment) ?? 'production',
      projectRef: /^[a-z]{20}$/.test(key) ? key : null,
      ...(place ? { host: place[1] ?? null, port: Number(place[2]), database: place[3] ?? null } : {}),
    },
  ];
}

function environmentOf(target: KnownTarget, named: NamedEnvironments): Environment {
  const { projectRef, host, port, key, environment } = target;
  const branch = key.startsWith('branch:') ? key.slice(key.indexOf('/') + 1) : null;
  const now = namedEnvironment({ projectRefs: projectRef === null ? [] : [projectRef], host, port, branch }, named);
  // A remote that nobody names any more is production.
  const today = now ?? (environment === 'staging' ? 'production' : environment);
  return strictest.indexOf(today) < strictest.indexOf(environment) ? today : environment;
}

/** Whether a known target is what a name of the settings means. */
function isSame(known: KnownTarget, name: KnownTarget): boolean {
  if (known.key === name.key) return true;
  if (name.projectRef !== null)
    return known.projectRef === name.projectRef || known.key.startsWith(`${name.projectRef}/`);
  if (name.host !== null) return known.host === name.host && (name.port === null || known.port === name.port);
  return known.key.startsWith('branch:') && known.key.endsWith(`/${name.label}`);
}

function splitPlace(entry: string): Pick<KnownTarget, 'host' | 'port'> {
  const found = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry);
  return found ? { host: found[1] as string, port: Number(found[2]) } : { host: entry, port: null };
}
