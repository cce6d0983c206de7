import type { Entry } from './contents.ts';
import { bare } from './identifier.ts';
import { partsOf, tableKey } from './qualified.ts';
import type { Block } from './schema-text.ts';

/** Sequences that belong to columns of these tables (identity or OWNED BY), as "schema\nname" keys. Pure. */
export function ownedSequences(tables: readonly string[], blocks: readonly Block[]): string[] {
  const wanted = new Set(tables.map(tableKey));
  return blocks.flatMap(({ kind, schema, name, text }) => {
    const of =
      kind === 'SEQUENCE'
        ? /^ALTER TABLE (.+) ALTER COLUMN .+ ADD GENERATED /m.exec(text)
        : kind === 'SEQUENCE OWNED BY'
          ? /^ALTER SEQUENCE .+ OWNED BY (.+)\.(?:"(?:[^"]|"")+"|[^".]+);$/m.exec(text)
          : null;
    return of && wanted.has(tableKey(of[1] as string)) ? [`${schema}\n${name}`] : [];
  });
}

/** Kinds whose name is "table thing". */
const parts = /^(DEFAULT|CONSTRAINT|CHECK CONSTRAINT|FK CONSTRAINT|TRIGGER|POLICY|RULE)$/;

/**
 * The entries of an archive that make this table again: itself, its rows, and all that hangs on it; `rights` apart, because
 * default privileges must be taken away before them. Pure.
 */
export function entriesOf(
  table: string,
  entries: readonly Entry[],
  blocks: readonly Block[],
  publications: readonly string[],
): { readonly things: readonly Entry[]; readonly rights: readonly Entry[] } {
  const { schema, name } = partsOf(table);
  const tables = entries.filter((e) => e.kind === 'TABLE' && e.schema === schema).map((e) => e.name);
  const sequences = new Set(ownedSequences([table], blocks));
  // A table may be called "a" and another "a b": the longest name that fits is meant.
  const belongs = (tag: string) =>
    tables.filter((each) => tag.startsWith(`${each} `)).sort((a, b) => b.length - a.length)[0] === name;
  const named = new Set(
    blocks
      .filter(
        ({ kind, text }) => /^(INDEX|STATISTICS)$/.test(kind) && text.split('\n').some((line) => aims(line, table)),
      )
      .map((block) => `${block.kind}\n${block.schema}\n${block.name}`),
  );
  const about = (tag: string) => {
    const found = /^(TABLE|SEQUENCE|INDEX|STATISTICS) (.+)$/s.exec(tag);
    if (found) {
      const key = `${schema}\n${bare(found[2] as string)}`;
      if (found[1] === 'TABLE') return key === tableKey(table);
      return found[1] === 'SEQUENCE' ? sequences.has(key) : named.has(`${found[1]}\n${key}`);
    }
    const column = /^COLUMN (.+)$/s.exec(tag)?.[1];
    if (column) return [name, `"${name.replaceAll('"', '""')}"`].some((form) => column.startsWith(`${form}.`));
    return [name, `"${name.replaceAll('"', '""')}"`].some((form) => tag.endsWith(` ON ${form}`));
  };
  const mine = entries.filter((entry) => {
    if (entry.schema !== schema) return false;
    if (['TABLE', 'TABLE DATA', 'ROW SECURITY'].includes(entry.kind)) return entry.name === name;
    if (parts.test(entry.kind)) return belongs(entry.name);
    if (entry.kind.startsWith('SEQUENCE')) return sequences.has(`${schema}\n${entry.name}`);
    if (entry.kind === 'INDEX' || entry.kind === 'STATISTICS')
      return named.has(`${entry.kind}\n${schema}\n${entry.name}`);
    if (entry.kind === 'PUBLICATION TABLE') return publications.some((each) => entry.name === `${bare(each)} ${name}`);
    return /^(ACL|COMMENT|SECURITY LABEL)$/.test(entry.kind) && about(entry.name);
  });
  return { things: mine.filter(({ kind }) => kind !== 'ACL'), rights: mine.filter(({ kind }) => kind === 'ACL') };
}

/** Whether a CREATE INDEX or CREATE STATISTICS is made on the table. */
function aims(line: string, table: string): boolean {
  if (line.startsWith('CREATE STATISTICS ')) return line.endsWith(` FROM ${table};`);
  return /^CREATE (UNIQUE )?INDEX /.test(line) && line.includes(` ON ${table} USING `);
}
