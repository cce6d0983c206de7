import { oneLine } from './clean.ts';
import { bytes, count, duration } from './words.ts';

/** How far a step is; whatever is known. */
export interface Report {
  readonly done?: number;
  readonly total?: number;
  /** What is counted, plural: "tables". */
  readonly unit?: string;
  readonly bytes?: number;
  /** Anything else worth saying: the table at hand. */
  readonly words?: string;
}

/** "18 of 208 tables, 12.3 MB, public.orders, 4.2 s". */
export function progressWords(report: Report, seconds: number): string {
  const parts: string[] = [];
  if (report.done !== undefined) {
    const of = report.total === undefined ? '' : ` of ${count(report.total)}`;
    parts.push(`${count(report.done)}${of} ${report.unit ?? ''}`.trimEnd());
  }
  if (report.bytes !== undefined) parts.push(bytes(report.bytes));
  if (report.words) parts.push(oneLine(report.words));
  return [...parts, duration(seconds)].join(', ');
}
