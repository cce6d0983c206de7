import { partsOf, tableKey } from './qualified.ts';
import { blocksOf } from './schema-text.ts';

/** A foreign key of a backup from a table that is not selected to one that is. */
export interface Reference {
  /** The table that refers, quoted as SQL needs it. */
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

/** The tables that words name, or in `problem` why not. */
export type Selected =
  | { readonly kind: 'tables'; readonly tables: readonly string[] }
  | { readonly kind: 'none'; readonly problem: string };

/**
 * Finds tables of a backup by their full name or by the last part where only one has it; a partitioned table stands for
 * its partitions. `tables` are the backup's, as in its facts. Pure.
 */
export function selectTables(words: readonly string[], tables: readonly string[], schema: string): Selected {
  const parts = partitionsOf(schema);
  const names = [...new Set([...tables, ...parts.keys()])];
  const selected: string[] = [];
  for (const word of words) {
    const exact = names.filter((name) => name === word || plain(name) === word);
    const found =
      exact.length > 0 ? exact : names.filter((name) => partsOf(name).name === partsOf(word).name && !dotted(word));
    if (found.length === 0) return none(`The backup holds no table ${word}`);
    if (found.length > 1) return none(`${word} may be ${found.join(' or ')}: say which`);
    selected.push(...leaves(found[0] as string, parts));
  }
  return { kind: 'tables', tables: [...new Set(selected)].sort() };
}

/** The foreign keys that lead from other tables to these, as the backup's schema has them. Pure. */
export function referencesTo(tables: readonly string[], schema: string): Reference[] {
  const parts = partitionsOf(schema);
  const own = new Set(tables);
  const parents = [...parts.keys()].filter((name) => leaves(name, parts).some((leaf) => own.has(leaf)));
  const targets = new Set([...tables, ...parents]);
  return blocksOf(schema).flatMap(({ kind, text }) => {
    if (kind !== 'FK CONSTRAINT') return [];
    const found = /^ALTER TABLE (?:ONLY )?(.+)\n? +ADD CONSTRAINT (.+) FOREIGN KEY \(.*\) REFERENCES (.+)\(/m.exec(
      text,
    );
    const [, from = '', name = '', to = ''] = found ?? [];
    return targets.has(to) && !targets.has(from) ? [{ from, to, name }] : [];
  });
}

function partitionsOf(schema: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { kind, text } of blocksOf(schema)) {
    const attach =
      kind === 'TABLE ATTACH'
        ? /^ALTER TABLE ONLY (.+) ATTACH PARTITION (.+) (?:FOR VALUES|DEFAULT)/m.exec(text)
        : null;
    if (attach) found.set(attach[1] as string, [...(found.get(attach[1] as string) ?? []), attach[2] as string]);
  }
  return found;
}

function leaves(name: string, parts: ReadonlyMap<string, readonly string[]>): string[] {
  const below = parts.get(name);
  return below ? below.flatMap((part) => leaves(part, parts)) : [name];
}

const dotted = (word: string) => tableKey(word).split('\n')[0] !== '';
const plain = (name: string) => `${partsOf(name).schema}.${partsOf(name).name}`;
const none = (problem: string): Selected => ({ kind: 'none', problem });
