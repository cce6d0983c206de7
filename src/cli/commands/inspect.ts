import { files, linkedBefore3, type Row, reads } from './command.ts';

const views = [
  'bloat blocking cache-hit calls collation-drift db-stats index-sizes index-stats index-usage locks',
  'long-running-queries outliers replication-slots role-configs role-connections role-stats seq-scans',
  'table-index-sizes table-record-counts table-sizes table-stats toast-sizes total-index-size total-table-sizes',
  'traffic-profile unused-indexes vacuum-stats xid-age',
];

/** `inspect …`: every view reads, whichever of them an era has. */
export const inspectRows: readonly Row[] = [
  ...views
    .flatMap((line) => line.split(' '))
    .map((view): Row => ({ words: `inspect db ${view}`, ...reads, ...linkedBefore3 })),
  { words: 'inspect report', ...files, ...linkedBefore3, flags: '--output-dir <value>' },
];
