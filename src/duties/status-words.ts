import type { Line } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { wrap } from '../terminal/wrap.ts';
import { contactLines } from './contact-words.ts';
import { row, section } from './rows.ts';
import type { Status } from './status.ts';
import { targetLines } from './target-words.ts';
import { requestLines, runLines, troubleLines } from './trouble-words.ts';

/** The whole screen of `permahub status`, 80 columns. `directory` is the backup directory as people may read it. Pure. */
export function statusLines(status: Status, directory: string, now: Date): Line[] {
  const verdict = headline(status, directory);
  const lines = [
    ...verdict,
    ...troubleLines(status, now),
    ...status.targets.flatMap((target) => targetLines(target, now)),
    ...requestLines(status, now),
    ...runLines(status, now),
    ...section(
      'Notes',
      status.notes.flatMap((note) => row('note', note)),
    ),
    ...contactLines(status, directory),
  ];
  // Of a screen that scrolled only its end is seen.
  return status.ok || lines.length < height ? lines : [...lines, { text: '', tone: 'plain' }, ...verdict];
}

/** Lines of a terminal that is not large, less the prompt. */
const height = 24;

function headline(status: Status, directory: string): Line[] {
  const { died, emergencies, different, failedMigrations, frozen, broken, problems } = status;
  const late = status.targets.flatMap(({ duties }) => duties.filter((duty) => duty.late)).length;
  const parts = [
    late > 0 ? `${counted(late, 'duty', 'duties')} OVERDUE` : null,
    died.length > 0 ? `${counted(died.length, 'run')} DIED` : null,
    emergencies.length > 0 ? `${counted(emergencies.length, 'emergency', 'emergencies')} NOT SIGNED` : null,
    frozen.length > 0 ? `${counted(frozen.length, 'database')} FROZEN` : null,
    different.length > 0 ? `${counted(different.length, 'restore test')} FAILED` : null,
    failedMigrations.length > 0 ? `${counted(failedMigrations.length, 'migration')} FAILED` : null,
    broken.length > 0 ? `${counted(broken.length, 'backup')} BROKEN` : null,
    problems.length > 0 ? 'the journal DAMAGED' : null,
  ].filter((part) => part !== null);
  const said = (text: string, tone: Line['tone']) =>
    wrap(`permahub: ${text}`).map((line, at) => ({ text: at === 0 ? line : `  ${line}`, tone }));
  if (parts.length > 0) return said(`${parts.join(', ')}.`, 'danger');
  if (status.targets.length > 0) return said('all is well: nothing is overdue, nothing is broken.', 'good');
  return said(`nothing is known yet: no backup in ${directory}, no run, no target.`, 'title');
}
