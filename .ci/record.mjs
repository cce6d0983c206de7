// Records a real run of the demo in docs/recorded-run.txt and puts the part worth showing into README.md.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** What the README shows, in order: a line's beginning, and how many lines from it. "…" stands for what is left out. */
const parts = [
  [/^=== 1\./, 1],
  [/^permahub: Refused/, 3],
  [/^ {2}✔ measured: the database still holds/, 1],
  [/^=== 2\./, 1],
  [/^✔ Backing up/, 1],
  [/^ {2}Holds now/, 1],
  [/^ {2}Backup /, 3],
  [/^ {2}Rehearsal /, 3],
  [/^✔ What is the reason/, 2],
  [/^ {2}Before:/, 1],
  [/^ {2}The rows are as rehearsed/, 1],
  [/^=== 3\./, 1],
  [/^permahub: restored/, 2],
  [/^ {2}✔ measured: every row is back/, 1],
];

// Standard error joins standard output in the order of a screen.
const ran = spawnSync('sh', ['-c', 'exec node dist/tools/demo.js 2>&1'], {
  env: { ...process.env, NO_COLOR: '1' },
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (ran.status !== 0) throw new Error(`the demo ended with status ${ran.status}; nothing was recorded:\n${ran.stdout}`);
writeFileSync('docs/recorded-run.txt', ran.stdout);

const lines = ran.stdout.split('\n');
const shown = [];
let at = 0;
for (const [start, count] of parts) {
  const found = lines.findIndex((line, index) => index >= at && start.test(line));
  if (found < 0) throw new Error(`the run has no line like ${start}`);
  if (found > at) shown.push('…');
  at = found + count;
  shown.push(...lines.slice(found, at));
}
const readme = readFileSync('README.md', 'utf8');
const block = `\`\`\`text\n${shown.join('\n').replace(/^…\n/, '')}\n\`\`\``;
writeFileSync(
  'README.md',
  readme.replace(/^```text\n.*?^```$/ms, () => block),
);
process.stderr.write('Recorded in docs/recorded-run.txt, and in part in README.md.\n');
