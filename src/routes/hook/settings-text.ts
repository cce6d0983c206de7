import type { Agent, Entry, Json } from './agents/agent.ts';
import { objectIn, withAdded, withoutAt } from './json-text.ts';

/** A settings file as it is and as it should be. `null` is no file. */
export interface Change {
  readonly before: string | null;
  readonly after: string | null;
}

/** The words by which an entry is known to be ours, whatever stands around them. */
const ours = /\bpermahub["']? hook\b/;

/** With exactly our present entries; every character that is not ours stays. Null where the file is no JSON object, or a list of its is none. Pure. */
export function installed(text: string | null, agent: Agent, command: string): string | null {
  const entries = agent.entries(command);
  if (text === null || text.trim() === '') return `${JSON.stringify(fresh(agent, entries), null, 2)}\n`;
  if (objectIn(text) === undefined || entries.some((entry) => isBlocked(text, entry))) return null;
  if (holdsHook(text, agent, command) && ownCount(text, entries) === entries.length) return text;
  const without = entries.reduce((now, entry) => withoutOurs(now, entry, 0), text);
  return entries.reduce((now, entry) => withAdded(now, entry.at, entry.value), without);
}

/**
 * Without our entries. What install made is taken back to the byte where nothing else changed since: of the ways to take it
 * out, the one from which install would make this very text. Null is no file at all. Pure.
 */
export function removed(text: string | null, agent: Agent, command: string): string | null {
  if (text === null || objectIn(text) === undefined) return text;
  const entries = agent.entries(command);
  if (ownCount(text, entries) === 0) return text;
  if (installed(null, agent, command) === text) return null;
  // How many of the lists and objects that are empty then go as well, for each entry.
  const ways = entries.reduceRight<readonly string[]>(
    (texts, entry) => texts.flatMap((now) => [2, 1, 0].map((tidy) => withoutOurs(now, entry, tidy))),
    [text],
  );
  return ways.find((way) => installed(way, agent, command) === text) ?? (ways[0] as string);
}

/** Whether every entry is there, with this command. Pure. */
export function holdsHook(text: string, agent: Agent, command: string): boolean {
  return agent
    .entries(command)
    .every(({ at, value }) => listAt(text, at).some((one) => JSON.stringify(one) === JSON.stringify(value)));
}

/** The shell line of our entry, whatever it is; null without one. Pure. */
export function hookCommand(text: string, agent: Agent): string | null {
  const entries = agent.entries('').flatMap(({ at }) => listAt(text, at));
  return entries.map(commandIn).find((line) => line !== null) ?? null;
}

function commandIn(value: unknown): string | null {
  if (typeof value === 'string') return ours.test(value) ? value : null;
  if (typeof value !== 'object' || value === null) return null;
  return (
    Object.values(value)
      .map(commandIn)
      .find((line) => line !== null) ?? null
  );
}

function fresh(agent: Agent, entries: readonly Entry[]): Json {
  const lists: Record<string, Json[]> = {};
  for (const { at, value } of entries) lists[at[1] as string] = [value];
  return { ...agent.start, hooks: lists };
}

function valueAt(text: string, at: readonly string[]): unknown {
  return at.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], objectIn(text));
}

function listAt(text: string, at: readonly string[]): readonly unknown[] {
  const found = valueAt(text, at);
  return Array.isArray(found) ? found : [];
}

/** Something else stands where our list or what is around it has to be. */
function isBlocked(text: string, { at }: Entry): boolean {
  const around = valueAt(text, at.slice(0, 1));
  const object = around === undefined || (typeof around === 'object' && around !== null && !Array.isArray(around));
  const list = object ? valueAt(text, at) : undefined;
  return !object || (list !== undefined && !Array.isArray(list));
}

const ownAt = (text: string, { at }: Entry) =>
  listAt(text, at).flatMap((one, index) => (commandIn(one) === null ? [] : [index]));

const ownCount = (text: string, entries: readonly Entry[]) =>
  entries.reduce((sum, entry) => sum + ownAt(text, entry).length, 0);

/** Last first, so that indexes stay true; `tidy` levels around it are taken along where they are empty then. */
function withoutOurs(text: string, entry: Entry, tidy: number): string {
  const own = ownAt(text, entry).reverse();
  let now = own.reduce((left, index) => withoutAt(left, [...entry.at, index]), text);
  for (let level = 0; level < tidy && own.length > 0; level++) {
    const path = entry.at.slice(0, entry.at.length - level);
    if (Object.keys((valueAt(now, path) as object | undefined) ?? {}).length > 0) break;
    now = withoutAt(now, path);
  }
  return now;
}
