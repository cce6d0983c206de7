import { createHash } from 'node:crypto';
import { moment } from '../terminal/words.ts';
import { Html, html } from './html.ts';
import { eventTable, retention, rowCards, tiles, warnings } from './sections.ts';
import { style } from './style.ts';
import { timeline } from './timeline.ts';
import type { ReportData } from './types.ts';

/** Nothing is loaded and nothing runs: the one style sheet is known by its hash. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The whole page: one file, no script, no network. Pure. */
export function reportPage(data: ReportData): string {
  const { project, now, directory, targets, events, plan } = data;
  const at = moment(new Date(now).toISOString());
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${project}: backups</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
<header><h1>${project}: backups</h1><p class="lead">As of ${at}, in ${directory}</p></header>
${tiles(data)}
${warnings(data)}
<section><h2>Timeline</h2><div class="scroll">${timeline(data)}</div>${legend()}</section>
<section><h2>Rows over time</h2>${targets.length === 0 ? html`<p class="quiet">There are no backups.</p>` : targets.map(rowCards)}</section>
<section><h2>Retention</h2><div class="scroll">${retention(plan, now)}</div></section>
<section><h2>Guarded runs and refusals</h2><div class="scroll">${eventTable(events)}</div></section>
<footer>Written by permahub. Row counts are those of the backups; nothing was connected to.</footer>
</main>
</body>
</html>
`;
  return page.text;
}

function legend(): Html {
  const entries = [
    ['verified', html`<circle class="mark verified" cx="8" cy="8" r="5.5"/>`, 'verified backup'],
    ['unverified', html`<circle class="mark unverified" cx="8" cy="8" r="5"/>`, 'not verified'],
    ['archived', html`<circle class="mark archived" cx="8" cy="8" r="4"/>`, 'archived'],
    ['run', html`<path class="mark run" d="M8 1L15 8L8 15L1 8Z"/>`, 'guarded run'],
    ['failed', html`<path class="mark failed" d="M8 1L15 8L8 15L1 8Z"/>`, 'run that failed or has no outcome'],
    ['refusal', html`<path class="mark refusal" d="M3 3L13 13M3 13L13 3"/>`, 'refused'],
  ] as const;
  return html`<ul class="legend">${entries.map(([, sign, words]) => html`<li><svg viewBox="0 0 16 16" aria-hidden="true">${sign}</svg>${words}</li>`)}</ul>`;
}
