import { oneLine, shortened } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';
import { when } from '../terminal/when.ts';
import { row, section, toRun, under } from './rows.ts';
import type { Run } from './runs.ts';
import type { Status } from './status.ts';
import { ago, more } from './target-words.ts';

/** What is broken or waits for somebody, with what to do about it. Pure. */
export function troubleLines(status: Status, now: Date): Line[] {
  const { died, emergencies, different, failedMigrations, frozen, broken, problems } = status;
  return section('TO BE SEEN TO', [
    ...died.flatMap((run) => diedLines(run, now)),
    ...emergencies.flatMap((run) => emergencyLines(run, now)),
    ...frozen.flatMap(({ label, since, by, argument }) => [
      ...row('FROZEN', `${label}: writes were stopped ${ago(since, now)} by ${by}.`, 'danger'),
      ...under('When it is over:'),
      ...toRun(`permahub thaw${argument === null ? '' : ` --target ${argument}`}`),
    ]),
    ...different.flatMap(({ backup, at }) => [
      ...row('FAILED', `${backup} is NOT what was backed up, by its restore test ${ago(at, now)}.`, 'danger'),
      ...under('Do not rely on it: make a new backup, keep this one elsewhere. What differed:'),
      ...toRun(`permahub verify ${backup}`),
    ]),
    ...failedMigrations.flatMap(({ at, migration, error }) => [
      ...row('FAILED', `migration ${migration}, ${ago(at, now)}; none has gone well since.`, 'danger'),
      ...under(shortened(error, 200)),
      ...under('Do not reset: docs/migration_failures.log has the details.'),
    ]),
    ...broken
      .slice(0, 3)
      .flatMap(({ file, problem }) => row('BROKEN', `${file}: ${shortened(problem, 150)}`, 'danger')),
    ...more(broken.length - 3),
    ...(problems.length === 0
      ? []
      : [...row('BROKEN', `the journal: ${problems[0]?.message}`, 'danger'), ...toRun('permahub journal verify')]),
  ]);
}

function diedLines(run: Run, now: Date): Line[] {
  return [
    ...row('DIED', `${run.command}, ${ago(run.at, now)}, on ${run.label}, by ${run.by}`, 'danger'),
    ...under('It has no outcome: it died, or it is still running. Look at what is there before anything else.'),
    ...(run.backup === null ? [] : under(`${run.backup} was made just before it.`)),
  ];
}

function emergencyLines(run: Run, now: Date): Line[] {
  return [
    ...row('OPEN', `emergency: ${run.command}, ${ago(run.at, now)}, on ${run.label}, by ${run.by} alone`, 'danger'),
    ...under(`Reason: ${run.reason}`),
    ...under('A second person still has to sign for it.'),
  ];
}

/** Requests that wait for signatures. Pure. */
export function requestLines({ requests }: Status, now: Date): Line[] {
  return section(
    'Open requests',
    requests.flatMap(({ file, command, target, requester, reason, expiresAt, signedBy }) => [
      ...row('open', `${command} on ${target}, asked for by ${requester}`),
      ...under(`Reason: ${reason}`),
      ...under(
        `${signedBy.length === 0 ? 'Nobody has signed' : `Signed by ${signedBy.join(', ')}`}; it ends ${when(new Date(expiresAt), now)}.`,
      ),
      ...under(oneLine(file), 'faint'),
    ]),
  );
}

/** The last destructive runs, newest first: what, when, by whom, outcome, reason. Pure. */
export function runLines({ runs }: Status, now: Date): Line[] {
  const lines = runs
    .slice(0, 3)
    .flatMap((run) => [
      ...row(outcomeTag(run), `${run.command}, ${ago(run.at, now)}`),
      ...under(`${run.label}, by ${run.by}: ${run.reason}`),
    ]);
  return section('Last destructive runs', [...lines, ...more(runs.length - 3)]);
}

function outcomeTag({ outcome }: Run): string {
  if (outcome === null) return 'NO END';
  if (outcome.signal !== null) return outcome.signal;
  if (outcome.status === 0) return 'done';
  if (outcome.status === null) return outcome.changed ? 'FAILED' : 'no change';
  return `status ${outcome.status}`;
}
