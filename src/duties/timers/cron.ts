import type { Plan, Run, Timers } from '../plan.ts';
import { sealed } from './seal.ts';
import { quoted, shellLine } from './shell.ts';

/** The longest command Debian's cron takes. */
const longest = 990;

/**
 * Blocks of a crontab, one file for each target, between two marks so that each can be put in the place of an earlier one.
 * Pure. Throws RangeError for a line cron would cut off.
 */
export const cronTimers: Timers = {
  files: (plan) =>
    [...new Set(plan.runs.map(({ group }) => group))].map((group) => {
      const runs = plan.runs.filter((run) => run.group === group);
      const lines = runs.flatMap((run) => [`# ${run.words}`, cronLine(plan, run)]);
      const text = `${[`# >>> ${group}`, ...lines, `# <<< ${group}`].join('\n')}\n`;
      return { name: `${group}.crontab`, text: sealed(text, 'hash', 1) };
    }),
  owns: (id, name) => name.startsWith(`${id}-`) && name.endsWith('.crontab'),
  activate: ({ directory, names }) =>
    `${others(names)} | cat - ${names.map((name) => quoted(`${directory}/${name}`)).join(' ')} | crontab -`,
  deactivate: ({ names }) => `${others(names)} | crontab -`,
  notes: [
    'cron mails what a run said, and only when it failed: see that mail to this account is read.',
    'cron makes up for nothing: what was due while the machine was off is left out until the next time.',
  ],
};

/** Prints this person's crontab without the blocks of these files. */
function others(names: readonly string[]): string {
  const blocks = names
    .map((name) => name.replace(/\.crontab$/, ''))
    .map((group) => `/^# >>> ${group}$/,/^# <<< ${group}$/d`);
  return `crontab -l 2>/dev/null | sed '${blocks.join(';')}'`;
}

/** Five fields, then the command; cron itself takes "%" for a line break unless a backslash stands before it. */
function cronLine(plan: Plan, run: Run): string {
  const { minute, hours, weekday } = run.times;
  const command = shellLine(plan, run).replaceAll('%', '\\%');
  if (command.length > longest)
    throw new RangeError(`the line for cron has ${command.length} characters, ${longest} at most`);
  return `${minute} ${hours.join(',')} * * ${weekday ?? '*'} ${command}`;
}
