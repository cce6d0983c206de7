import { applyEdits, getNodeValue, modify, type ParseError, parseTree } from 'jsonc-parser';
import type { Agent, Entry, Json } from './agents/agent.ts';

/** A settings file as it is and as it should be. `null` is no file. */
export interface Change {
  readonly before: string | null;
  readonly after: string | null;
}

/** The words by which an entry is known to be ours, whatever stands around them. */
const ours = /\bpermahub["']? hook\b/;

/** The value of a JSON file that may have comments; undefined where it cannot be read. */
export function jsonOf(text: string): Json | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const value = tree === undefined ? undefined : getNodeValue(tree);
  return errors.length > 0 || typeof value !== 'object' || value === null || Array.isArray(value) ? undefined : value;
}

/** With exactly our present entries; what is not ours keeps its place, its form and its comments. Null where the file cannot be read. Pure. */
export function installed(text: string | null, agent: Agent, command: string): string | null {
  const entries = agent.entries(command);
  if (text === null || text.trim() === '') return `${JSON.stringify(fresh(agent, entries), null, 2)}\n`;
  if (jsonOf(text) === undefined) return null;
  if (entries.every((entry) => isThere(text, entry)) && ownCount(text, entries) === entries.length) return text;
  const without = entries.reduce((now, entry) => withoutOurs(now, entry, false), text);
  return entries.reduce((now, entry) => {
    const list = listAt(now, entry.at);
    return edit(now, [...entry.at, list === null ? 0 : list.length], entry.value, true);
  }, without);
}

/**
 * Without our entries. What install made is taken back to the byte where nothing else changed since: of the ways to take it
 * out, the one from which install would make this very text. Null is no file at all. Pure.
 */
export function removed(text: string | null, agent: Agent, command: string): string | null {
  if (text === null || jsonOf(text) === undefined) return text;
  const entries = agent.entries(command);
  if (!entries.some((entry) => ownAt(text, entry).length > 0)) return text;
  if (installed(null, agent, command) === text) return null;
  const ways = [true, false].map((tidy) => entries.reduce((now, entry) => withoutOurs(now, entry, tidy), text));
  return ways.find((way) => installed(way, agent, command) === text) ?? (ways[0] as string);
}

/** Whether every entry is there, with this command. Pure. */
export function holdsHook(text: string, agent: Agent, command: string): boolean {
  return jsonOf(text) !== undefined && agent.entries(command).every((entry) => isThere(text, entry));
}

/** The shell line of our entry, whatever it is; null without one. Pure. */
export function hookCommand(text: string, agent: Agent): string | null {
  for (const entry of agent.entries('')) {
    const list = listAt(text, entry.at) ?? [];
    for (const one of list) {
      const line = JSON.stringify(one, (_, value) => value).match(ours) ? deepCommand(one) : null;
      if (line !== null) return line;
    }
  }
  return null;
}

function deepCommand(value: unknown): string | null {
  if (typeof value === 'string') return ours.test(value) ? value : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const one of Object.values(value)) {
    const found = deepCommand(one);
    if (found !== null) return found;
  }
  return null;
}

function fresh(agent: Agent, entries: readonly Entry[]): Json {
  const lists: Record<string, Json[]> = {};
  for (const { at, value } of entries) lists[at[1] as string] = [...(lists[at[1] as string] ?? []), value];
  return { ...agent.start, hooks: lists };
}

function listAt(text: string, at: readonly string[]): readonly unknown[] | null {
  const found = at.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], jsonOf(text));
  return Array.isArray(found) ? found : null;
}

function isThere(text: string, { at, value }: Entry): boolean {
  return (listAt(text, at) ?? []).some((one) => JSON.stringify(one) === JSON.stringify(value));
}

function ownAt(text: string, { at }: Entry): readonly number[] {
  return (listAt(text, at) ?? []).flatMap((one, index) => (deepCommand(one) === null ? [] : [index]));
}

const ownCount = (text: string, entries: readonly Entry[]) =>
  entries.reduce((sum, entry) => sum + ownAt(text, entry).length, 0);

/** Last first, so that indexes stay true; `tidy` takes lists and objects along that are empty then. */
function withoutOurs(text: string, entry: Entry, tidy: boolean): string {
  const own = [...ownAt(text, entry)].reverse();
  let now = own.reduce((left, index) => edit(left, [...entry.at, index], undefined), text);
  for (let keys = [...entry.at]; tidy && own.length > 0 && keys.length > 0; keys = keys.slice(0, -1)) {
    const value = keys.reduce<unknown>((found, key) => (found as Json | undefined)?.[key], jsonOf(now));
    if (value === undefined || Object.keys(value as object).length > 0) break;
    now = edit(now, keys, undefined);
  }
  return now;
}

function edit(text: string, path: (string | number)[], value: unknown, isArrayInsertion = false): string {
  const tabs = /^\t/m.test(text);
  const tabSize = /^( +)\S/m.exec(text)?.[1]?.length ?? 2;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const formattingOptions = { insertSpaces: !tabs, tabSize, eol };
  return applyEdits(text, modify(text, path, value, { formattingOptions, isArrayInsertion }));
}
