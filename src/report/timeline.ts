import { moment } from '../terminal/words.ts';
import { type Html, html } from './html.ts';
import type { ReportData } from './types.ts';

interface Mark {
  readonly at: string;
  readonly look: 'verified' | 'unverified' | 'archived' | 'run' | 'failed' | 'refusal';
  readonly words: string;
}
interface Lane {
  readonly name: string;
  readonly marks: readonly Mark[];
}

const width = 960;
const left = 236;
const right = 940;
const laneHeight = 34;
const day = 86_400_000;

/** Backups of every target, guarded runs and refusals, over time. Pure. */
export function timeline(data: ReportData): Html {
  const lanes = lanesOf(data).filter(({ marks }) => marks.length > 0);
  const times = lanes.flatMap(({ marks }) => marks.map(({ at }) => Date.parse(at)));
  if (times.length === 0) return html`<p class="quiet">Nothing has happened yet.</p>`;
  const first = Math.min(...times);
  const last = Math.max(data.now, ...times);
  const x = (at: number) => Math.round((left + ((at - first) / Math.max(1, last - first)) * (right - left)) * 10) / 10;
  const height = lanes.length * laneHeight + 34;
  const ticks = ticksOf(first, last).map(
    (at) =>
      html`<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="6" y2="${height - 26}"/><text class="tick" x="${x(at)}" y="${height - 8}" text-anchor="middle">${moment(new Date(at).toISOString()).slice(0, 10)}</text>`,
  );
  const rows = lanes.map(({ name, marks }, index) => {
    const y = index * laneHeight + laneHeight / 2 + 6;
    return html`<text class="lane" x="0" y="${y + 4}">${name.length > 34 ? `${name.slice(0, 33)}…` : name}</text><line class="axis" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/>${marks.map((mark) => drawn(mark, x(Date.parse(mark.at)), y))}`;
  });
  const words = lanes.map(({ name, marks }) => `${name}: ${marks.length}`).join(', ');
  return html`<svg class="timeline" viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}">${ticks}${rows}</svg>`;
}

function lanesOf({ targets, events }: ReportData): Lane[] {
  return [
    ...targets.map(({ label, environment, backups }) => ({
      name: label === environment ? label : `${label} (${environment})`,
      marks: backups.map(({ metadata }) => ({
        at: metadata.startedAt,
        look: metadata.archived
          ? ('archived' as const)
          : metadata.proof
            ? ('verified' as const)
            : ('unverified' as const),
        words: `${metadata.backup}: ${metadata.why}`,
      })),
    })),
    ...(['run', 'refusal'] as const).map((kind) => ({
      name: kind === 'run' ? 'Guarded runs' : 'Refusals',
      marks: events
        .filter((event) => event.kind === kind)
        .map(({ at, command, target, why, well }) => ({
          at,
          look: kind === 'refusal' ? ('refusal' as const) : well ? ('run' as const) : ('failed' as const),
          words: `${command} on ${target}: ${why}`,
        })),
    })),
  ];
}

/** A sign of its own for each kind, so that colour is not needed to tell them apart. */
function drawn({ at, look, words }: Mark, x: number, y: number): Html {
  const title = html`<title>${moment(at)}: ${words}</title>`;
  const cls = `mark ${look}`;
  if (look === 'run' || look === 'failed')
    return html`<path class="${cls}" d="M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z">${title}</path>`;
  if (look === 'refusal')
    return html`<path class="${cls}" d="M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x - 5} ${y + 5}L${x + 5} ${y - 5}">${title}</path>`;
  return html`<circle class="${cls}" cx="${x}" cy="${y}" r="${look === 'archived' ? 4 : 5.5}">${title}</circle>`;
}

/** About six moments, at the beginning of days where the span is long enough. */
function ticksOf(first: number, last: number): number[] {
  const span = last - first;
  if (span < 2 * day) return [first, last];
  const step = Math.max(1, Math.ceil(span / day / 6)) * day;
  const start = new Date(first);
  start.setHours(24, 0, 0, 0);
  const ticks: number[] = [];
  for (let at = start.getTime(); at <= last; at += step) ticks.push(at);
  return ticks;
}
