import { searchPath, sourceOf } from './function-texts.ts';
import { eventTriggers, functions, schema, tableTriggers } from './names.ts';
import type { Found, Judged } from './types.ts';

/** What the catalogues say against what an installation makes. Pure. */
export function judge(found: Found): Judged {
  const { identity, tables } = found;
  const binding = found.schema?.binding ?? null;
  if (!binding || !found.schema)
    return {
      ...{ state: 'absent', binding: null, owner: null, eventTriggers: [], guarded: [], lacking: [], problems: [] },
      outOfReach: [],
    };
  const events = eventTriggers.map((wanted) => ({ wanted, fault: eventTriggerFault(found, wanted) }));
  const reached = tables.filter(({ withinReach }) => withinReach);
  const guarded = tables.filter(isGuarded).map(({ name }) => name);
  const lacking = reached.filter((table) => !isGuarded(table)).map(({ name }) => name);
  const problems = [
    ...functions.flatMap((name) => functionFault(found, name) ?? []),
    ...events.flatMap(({ fault }) => fault ?? []),
    ...lacking.map((name) => `The table ${name} lacks its triggers: TRUNCATE and large deletes are not refused there.`),
  ];
  const isCopy = binding.systemIdentifier !== identity.systemIdentifier || binding.databaseOid !== identity.databaseOid;
  return {
    state: isCopy ? 'copy' : problems.length > 0 ? 'partial' : 'armed',
    binding,
    owner: found.schema.owner,
    eventTriggers: events.filter(({ fault }) => fault === null).map(({ wanted }) => wanted.name),
    guarded,
    lacking,
    outOfReach: tables
      .filter((table) => !table.withinReach && !isGuarded(table))
      .map(({ name, owner }) => `${name} (${owner})`),
    problems,
  };
}

function functionFault(found: Found, name: (typeof functions)[number]): string | null {
  const binding = found.schema?.binding;
  const is = found.functions.find((each) => each.name === name);
  if (!binding || !is) return `The function ${schema}.${name} is missing.`;
  const asMade =
    is.source === sourceOf(name, binding) && !is.definer && is.settings?.length === 1 && is.settings[0] === searchPath;
  if (!asMade)
    return `The function ${schema}.${name} is not what this version installs: it was edited, or made by another one.`;
  return is.runnable ? null : `The function ${schema}.${name} may not be run by everybody: commands fail on it.`;
}

type Wanted = (typeof eventTriggers)[number];

/** Null when it is as installed. */
export function eventTriggerFault(
  { eventTriggers: there }: Pick<Found, 'eventTriggers'>,
  wanted: Wanted,
): string | null {
  const is = there.find(({ name }) => name === wanted.name);
  const what = {
    permahub_start: 'drops of schemas, and of all that a role owns, are not refused',
    permahub_drop: 'drops are not refused',
    permahub_rewrite: 'changes of column types are not refused',
    permahub_end: 'new tables get no triggers',
  }[wanted.name];
  if (!is) return `The event trigger ${wanted.name} is missing: ${what}.`;
  const tags = (of: readonly string[] | null) => [...(of ?? [])].sort().join();
  const asMade =
    is.event === wanted.event && tags(is.tags) === tags(wanted.tags) && is.runs === `${schema}.${wanted.runs}`;
  if (!asMade) return `The event trigger ${wanted.name} is not as it was installed: ${what}.`;
  return is.enabled === 'A' ? null : `The event trigger ${wanted.name} is not always enabled: ${what}.`;
}

function isGuarded({ triggers }: Found['tables'][number]): boolean {
  return tableTriggers.every(({ name, runs }) =>
    triggers.some((is) => is.name === name && is.runs === `${schema}.${runs}` && is.enabled === 'A'),
  );
}
