import { oneLine } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';
import { when } from '../terminal/when.ts';
import { age, count, counted, duration } from '../terminal/words.ts';
import { pair, section, toRun, under } from './rows.ts';
import type { TargetStatus } from './status.ts';
import { targetArgument, targetTemplate } from './target-argument.ts';

/** How one target stands to its duties, with the command that mends what is late. Pure. */
export function targetLines(status: TargetStatus, now: Date): Line[] {
  const { target, duties } = status;
  const environment = target.environment.toUpperCase();
  const heading = target.label === target.environment ? environment : `${environment}  ${oneLine(target.label)}`;
  const kinds = duties.map(({ duty }) => duty);
  return section(heading, [
    ...(kinds.includes('backup') ? [] : newestLines(status, now)),
    ...duties.flatMap((duty) => dutyLines(status, duty, now)),
    ...drillLines(status, now),
  ]);
}

type JudgedDuty = TargetStatus['duties'][number];

const tags = { met: 'ok', due: 'due', overdue: 'OVERDUE', never: 'NEVER' } as const;

function dutyLines(status: TargetStatus, duty: JudgedDuty, now: Date): Line[] {
  if (duty.duty === 'retention') return retentionLines(status, duty, now);
  const words = duty.duty === 'backup' ? backupWords(status, duty, now) : testWords(duty, now);
  const tone = duty.late ? 'danger' : duty.state === 'met' ? 'good' : 'plain';
  const mend = duty.state === 'met' ? [] : toRun(mendOf(status, duty));
  return [...pair(tags[duty.state], duty.words, words, tone), ...triedLines(status, duty, now), ...mend];
}

function backupWords(status: TargetStatus, { next, state }: JudgedDuty, now: Date): string {
  const { newest } = status;
  if (newest === null || state !== 'met' || next === null) return newestWords(status, now);
  return `verified ${since(newest.startedAt, now)}${excepted(newest.unverified)}; next ${when(new Date(next), now)}`;
}

function newestWords({ newest, backups }: TargetStatus, now: Date): string {
  if (newest !== null) return `verified ${ago(newest.startedAt, now)}${excepted(newest.unverified)}`;
  if (backups === 0) return 'no backup of it is here';
  return backups === 1 ? 'the only one here is NOT VERIFIED' : `none of ${count(backups)} here is VERIFIED`;
}

function testWords({ since: last, next, state }: JudgedDuty, now: Date): string {
  if (next === null || state !== 'met') return last === null ? 'none has gone well yet' : `went well ${ago(last, now)}`;
  const due = when(new Date(next), now);
  return last === null ? `none yet; first ${due}` : `went well ${since(last, now)}; next ${due}`;
}

/** A test that could not even be made is no evidence, and no reason to keep silent about it. */
function triedLines({ lastTest }: TargetStatus, { duty, state }: JudgedDuty, now: Date): Line[] {
  if (duty !== 'restore-test' || lastTest?.outcome !== 'not tested' || state === 'met') return [];
  return under(`The last try, ${ago(lastTest.at, now)}, could not be made; the command says why.`);
}

function retentionLines({ missing, backups }: TargetStatus, { words, since: from }: JudgedDuty, now: Date): Line[] {
  if (missing.length === 0) {
    const oldest = from === null ? '' : `, the oldest from ${since(from, now)}`;
    return pair('ok', words, `${count(backups)} here${oldest}`, 'good');
  }
  const gone = `${missing.length === 1 ? 'one that a run needed is' : `${missing.length} that runs needed are`} not here any more:`;
  return [
    ...pair('GONE', words, gone, 'danger'),
    ...missing.slice(0, 3).flatMap((name) => under(name, 'danger')),
    ...more(missing.length - 3),
  ];
}

/** Where no backup is a duty, the newest one is still worth knowing. */
function newestLines(status: TargetStatus, now: Date): Line[] {
  return pair('-', 'newest backup', newestWords(status, now));
}

/** How long a recovery takes is known only where it was practised. */
function drillLines({ lastDrill }: TargetStatus, now: Date): Line[] {
  if (lastDrill === null) return [];
  const { at, recoverySeconds } = lastDrill;
  return pair('-', 'last drill', `recovery about ${duration(recoverySeconds)}; ${since(at, now)}`);
}

function mendOf({ target }: TargetStatus, { duty }: JudgedDuty): string {
  const verb = duty === 'backup' ? 'backup' : 'verify';
  return targetArgument(target) === 'local'
    ? `permahub ${verb}${verb === 'verify' ? ' --target local' : ''}`
    : `permahub ${verb} --target ${targetTemplate(target)}`;
}

/** "9 hours ago (yesterday 17:04)". */
export function ago(at: string, now: Date): string {
  return `${since(at, now)} (${when(new Date(at), now)})`;
}

function since(at: string, now: Date): string {
  return age((now.getTime() - Date.parse(at)) / 1000);
}

/** What was left out of a list, said. */
export function more(left: number): Line[] {
  return left > 0 ? under(`and ${left} more`) : [];
}

function excepted(unverified: number): string {
  return unverified === 0 ? '' : `, EXCEPT ${counted(unverified, 'part')} of it`;
}
