import type { Catalog } from './catalog.ts';
import type { SchemaChange } from './types.ts';

/** What changed in the schema: every column and object as one line, its definition in it, so that nothing is left out. Pure. */
export function schemaChange(before: Catalog, after: Catalog): SchemaChange {
  const [was, is] = [lines(before), lines(after)];
  const only = (these: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>) =>
    [...these].filter(([name, definition]) => others.get(name) !== definition);
  return { made: only(is, was), gone: only(was, is) };
}

/**
 * What the real run changed in the schema other than its rehearsal did, in words; none when the schema is as rehearsed. The
 * change is compared, not the result: what the scratch server lacked from the start is no difference. Pure.
 */
export function schemaDifferences(rehearsed: SchemaChange, real: SchemaChange): string[] {
  const [there, here] = [changes(rehearsed), changes(real)];
  const names = [...new Set([...there.keys(), ...here.keys()])].sort();
  return names.flatMap((name) => {
    const [wanted, found] = [there.get(name), here.get(name)];
    if (wanted === undefined) return [`${name}: ${found?.change}, and not in rehearsal`];
    if (found === undefined) return [`${name}: ${wanted.change} in rehearsal only`];
    if (wanted.change !== found.change) return [`${name}: ${found.change}, and ${wanted.change} in rehearsal`];
    return wanted.definition === found.definition ? [] : [`${name}: ${found.change} otherwise than in rehearsal`];
  });
}

interface Change {
  readonly change: 'added' | 'dropped' | 'changed';
  readonly definition: string | null;
}

function changes({ made, gone }: SchemaChange): Map<string, Change> {
  const was = new Map(gone);
  const all = new Map<string, Change>(gone.map(([name]) => [name, { change: 'dropped', definition: null }]));
  for (const [name, definition] of made) all.set(name, { change: was.has(name) ? 'changed' : 'added', definition });
  return all;
}

/** Name -> definition. Two things of one name (functions have their arguments in it) are one line together. */
function lines({ tables, sequences, objects }: Catalog): Map<string, string> {
  const all = new Map<string, string>();
  const add = (name: string, definition: string) =>
    all.set(name, [...[all.get(name) ?? []].flat(), definition].join('\n'));
  for (const { name, kind, columns } of tables) {
    add(`${kind} ${name}`, '');
    for (const { name: column, type, notNull, default: value } of columns)
      add(`column ${name}.${column}`, JSON.stringify([type, notNull, value]));
  }
  for (const { name } of sequences) add(`sequence ${name}`, '');
  for (const { kind, name, definition } of objects) add(`${kind} ${name}`, definition);
  return all;
}
