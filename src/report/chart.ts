import type { TableHistory } from '../backup/history.ts';
import { count, moment } from '../terminal/words.ts';
import { type Html, html } from './html.ts';

const width = 320;
const height = 96;
const top = 8;
const bottom = 84;
const left = 4;
const right = 316;

/** Rows of one table over time: a line with a dot a backup, the biggest fall marked. Gaps where the table was not there. Pure. */
export function rowChart({ table, points, biggestFall }: TableHistory): Html {
  const times = points.map(({ at }) => Date.parse(at));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const most = Math.max(1, ...points.map(({ rows }) => rows ?? 0));
  const x = (at: string) =>
    rounded(last === first ? (left + right) / 2 : left + ((Date.parse(at) - first) / (last - first)) * (right - left));
  const y = (rows: number) => rounded(bottom - (rows / most) * (bottom - top));
  const stretches = stretchesOf(points.map(({ at, rows }) => (rows === null ? null : ([x(at), y(rows)] as const))));
  const lines = stretches.map((dots) => {
    const path = dots.map(([dx, dy], index) => `${index === 0 ? 'M' : 'L'}${dx} ${dy}`).join('');
    const area = `${path}L${dots.at(-1)?.[0]} ${bottom}L${dots[0]?.[0]} ${bottom}Z`;
    return html`<path class="area" d="${area}"/><path class="line" d="${path}"/>`;
  });
  const radius = points.length > 60 ? 1.5 : 2.5;
  const dots = points.map(({ at, rows, backup }) => {
    if (rows === null) return null;
    const fell = backup === biggestFall?.after.backup;
    return html`<circle class="${fell ? 'dot fell' : 'dot'}" cx="${x(at)}" cy="${y(rows)}" r="${fell ? 4 : radius}"><title>${moment(at)}: ${count(rows)} rows, ${backup}</title></circle>`;
  });
  const newest = points.at(-1)?.rows ?? null;
  const words = `${table}: ${newest === null ? 'gone' : `${count(newest)} rows`} in the newest of ${points.length} backups, at most ${count(most)}`;
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}"><line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/><line class="grid" x1="${left}" x2="${right}" y1="${top}" y2="${top}"/>${lines}${dots}</svg>`;
}

/** Neighbours that have a place, together. */
function stretchesOf(places: readonly (readonly [number, number] | null)[]): (readonly [number, number])[][] {
  const stretches: (readonly [number, number])[][] = [[]];
  for (const place of places)
    if (place === null) stretches.push([]);
    else stretches.at(-1)?.push(place);
  return stretches.filter((stretch) => stretch.length > 0);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
