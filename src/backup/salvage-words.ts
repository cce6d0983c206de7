import type { TablesSalvage } from './salvage-tables.ts';

/** Why there is no backup, and what was kept instead: one line. Pure. */
export function salvageReason(cause: string, kept: readonly string[]): string {
  const [first = ''] = cause.split('\n');
  return [`no backup could be made (${bare(first)})`, ...kept].join('; ');
}

/** What was read table by table, and what was not. Pure. */
export function tableWords({ tables, lost }: TablesSalvage): string[] {
  const damaged = tables.filter((table) => table.problem !== '');
  const words = damaged.map((table) => {
    const blocks = table.lostBlocks > 0 ? [`${table.lostBlocks} of ${table.blocks} blocks`] : [];
    const rows = table.lostRows > 0 ? [`${table.lostRows} single rows`] : [];
    return `${table.name} lost ${[...blocks, ...rows].join(' and ') || 'nothing at a second reading'} (${bare(table.problem)})`;
  });
  return [
    `rows were copied table by table: ${tables.length - damaged.length} of ${tables.length} tables whole`,
    ...words,
    ...lost.map((what) => `could not be read: ${bare(what)}`),
  ];
}

const bare = (text: string) => text.replace(/\.$/, '');
