import type { Planned } from '../backup/retain-plan.ts';
import { age, bytes, count, counted, moment } from '../terminal/words.ts';
import { rowChart } from './chart.ts';
import { type Html, html } from './html.ts';
import type { ReportData, ReportEvent, ReportTarget } from './types.ts';

/** What is seen first: how many backups, how old the newest verified one is, how many runs and refusals. Pure. */
export function tiles({ targets, events, now, plan }: ReportData): Html {
  const backups = targets.flatMap(({ backups: of }) => of);
  const newest = backups.filter(({ metadata }) => metadata.proof).map(({ metadata }) => Date.parse(metadata.startedAt));
  const stored = backups.map(({ metadata }) => metadata.archived?.parts ?? metadata.parts);
  const size = stored.reduce((sum, parts) => sum + Object.values(parts).reduce((all, part) => all + part.bytes, 0), 0);
  const archived = backups.filter(({ metadata }) => metadata.archived).length;
  const runs = events.filter(({ kind }) => kind === 'run').length;
  const refusals = events.length - runs;
  const last = newest.length === 0 ? 'never' : age((now - Math.max(...newest)) / 1000);
  const tile = (value: string, words: string, look = '') =>
    html`<li class="${`tile ${look}`.trim()}"><b>${value}</b><span>${words}</span></li>`;
  const due = plan.filter(({ fate }) => fate !== 'keep').length;
  return html`<ul class="tiles">${[
    tile(last, 'newest verified backup', newest.length === 0 ? 'bad' : 'good'),
    tile(count(backups.length), archived === 0 ? 'backups' : `backups, ${count(archived)} of them archived`),
    tile(bytes(size), 'on disk'),
    tile(count(runs), 'guarded runs'),
    tile(count(refusals), 'refused attempts'),
    tile(count(due), 'to archive or remove'),
  ]}</ul>`;
}

/** Things that need somebody. Pure. */
export function warnings({ duties, journalProblem, broken }: ReportData): Html | null {
  const items = [
    ...(journalProblem ? [html`<li><b>The journal was changed.</b> ${journalProblem}</li>`] : []),
    ...broken.map((words) => html`<li><b>A backup cannot be read.</b> ${words}</li>`),
    ...(duties ?? []).map(({ duty, words }) => html`<li><b>${duty}</b> ${words}</li>`),
  ];
  if (items.length === 0)
    return duties === null ? null : html`<section><h2>Duties</h2><p class="quiet">Nothing is overdue.</p></section>`;
  return html`<section class="warn"><h2>Needs attention</h2><ul>${items}</ul></section>`;
}

/** Charts a target at most: those that fell most, then the largest. */
const mostCharts = 48;

/** Row counts of one target, a card a table. Pure. */
export function rowCards({ label, environment, backups, tables }: ReportTarget): Html {
  const held = tables.filter(({ points }) => points.some(({ rows }) => rows));
  const size = (table: (typeof held)[number]) => Math.max(...table.points.map(({ rows }) => rows ?? 0));
  const sorted = [...held].sort(
    (a, b) =>
      (b.biggestFall?.lost ?? 0) - (a.biggestFall?.lost ?? 0) || size(b) - size(a) || (a.table < b.table ? -1 : 1),
  );
  const cards = sorted.slice(0, mostCharts).map((table) => {
    const [first, last] = [table.points[0], table.points.at(-1)];
    const fall = table.biggestFall;
    return html`<article class="card"><h4>${table.table}</h4><p class="now">${last?.rows === null || !last ? 'gone' : count(last.rows)}<small> of at most ${count(size(table))} rows</small></p>${rowChart(table)}<p class="span"><span>${moment(first?.at ?? '').slice(0, 10)}</span><span>${moment(last?.at ?? '').slice(0, 10)}</span></p>${
      fall
        ? html`<p class="fall">${count(fall.before.rows ?? 0)} → ${fall.after.rows === null ? 'gone' : count(fall.after.rows)} between <code>${fall.before.backup}</code> and <code>${fall.after.backup}</code></p>`
        : null
    }</article>`;
  });
  const hidden = sorted.length - cards.length;
  const empty = tables.length - held.length;
  const rest = [
    ...(hidden > 0 ? [`${counted(hidden, 'more table')} held rows`] : []),
    ...(empty > 0 ? [`${counted(empty, 'table')} never held a row`] : []),
  ].join('; ');
  const name = label === environment ? label : `${label} (${environment})`;
  return html`<h3>${name}, ${counted(backups.length, 'backup')}</h3><div class="cards">${cards}</div>${rest === '' ? null : html`<p class="quiet">${rest}.</p>`}`;
}

/** What becomes of every backup, and why. Pure. */
export function retention(plan: readonly Planned[], now: number): Html {
  if (plan.length === 0) return html`<p class="quiet">There are no backups.</p>`;
  const rows = plan.map(
    ({ set: { backup, metadata, archived }, fate, why }) =>
      html`<tr><td><code>${backup}</code></td><td class="age">${metadata ? age((now - Date.parse(metadata.startedAt)) / 1000) : 'unknown'}</td><td>${metadata?.target.label ?? 'unknown'}</td><td><span class="pill ${fate === 'keep' && archived ? 'archived' : fate}">${fate === 'keep' && archived ? 'archived' : fate}</span></td><td>${why}</td></tr>`,
  );
  return html`<table><thead><tr><th>Backup</th><th>Age</th><th>Target</th><th>What</th><th>Why</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Runs and refusals, newest first. Pure. */
export function eventTable(events: readonly ReportEvent[]): Html {
  if (events.length === 0) return html`<p class="quiet">The journal is empty.</p>`;
  const rows = [...events]
    .reverse()
    .map(
      ({ kind, at, command, target, why, by, ended, well, backup }) =>
        html`<tr><td class="when">${moment(at)}</td><td><code>${command}</code><br><small>on ${target}${by ? ` by ${by}` : ''}</small></td><td>${why}${backup ? html`<br><small>backup <code>${backup}</code></small>` : null}</td><td><span class="pill ${kind === 'refusal' ? 'refused' : well ? 'well' : 'remove'}">${kind === 'refusal' ? 'refused' : well ? 'went well' : 'failed'}</span>${kind === 'run' && !well ? html`<br><small>${ended}</small>` : null}</td></tr>`,
    );
  return html`<table><thead><tr><th>When</th><th>Command</th><th>Reason</th><th>How it ended</th></tr></thead><tbody>${rows}</tbody></table>`;
}
