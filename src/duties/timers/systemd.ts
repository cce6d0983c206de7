import type { Plan, Run, Timers } from '../plan.ts';
import type { Times } from '../times.ts';
import { sealed } from './seal.ts';

/** A user's own units for systemd: a service and a timer for each run. What was missed while the machine slept is made up for. Pure. */
export const systemdTimers: Timers = {
  files: (plan) =>
    plan.runs.flatMap((run) => [
      { name: `${run.id}.service`, text: sealed(service(plan, run), 'hash') },
      { name: `${run.id}.timer`, text: sealed(timer(run), 'hash') },
    ]),
  owns: (id, name) => name.startsWith(`${id}-`) && /\.(service|timer)$/.test(name),
  activate: ({ names }) => `systemctl --user daemon-reload && systemctl --user enable --now ${timersIn(names)}`,
  // Not `disable`: by then the files are gone, and it needs them.
  deactivate: ({ names }) =>
    `systemctl --user stop ${timersIn(names)}; (cd ~/.config/systemd/user/timers.target.wants && rm -f ${timersIn(names)}); systemctl --user daemon-reload`,
  notes: [
    'Timers of a user run while that user is logged in; `loginctl enable-linger` keeps them running.',
    '`journalctl --user -u <unit>` has what a run said.',
  ],
};

function timersIn(names: readonly string[]): string {
  return names.filter((name) => name.endsWith('.timer')).join(' ');
}

function service({ folder, program }: Plan, { words, args, password }: Run): string {
  return `[Unit]
Description=permahub: ${specifiers(words)}

[Service]
Type=oneshot
WorkingDirectory=${specifiers(folder)}
# ${password.variable}=… on a line of its own; chmod 600.${password.required ? '' : ' Not needed where ~/.pgpass has it.'}
EnvironmentFile=${password.required ? '' : '-'}%h/.config/permahub/${password.file}
ExecStart=/usr/bin/env ${[...program, ...args].map(word).join(' ')}
`;
}

function timer({ words, times }: Run): string {
  return `[Unit]
Description=permahub: ${specifiers(words)}

[Timer]
OnCalendar=${calendar(times)}
RandomizedDelaySec=10min
Persistent=true

[Install]
WantedBy=timers.target
`;
}

/** "Sun *-*-* 05:00:00", "*-*-* 00,06,12,18:00:00". */
function calendar({ minute, hours, weekday }: Times): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = weekday === null ? '' : `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][weekday]} `;
  return `${day}*-*-* ${hours.map(two).join(',')}:${two(minute)}:00`;
}

/** One argument of ExecStart: quoted, with C escapes; % and $ stand for themselves. */
function word(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&');
  return `"${specifiers(escaped).replaceAll('$', '$$$$')}"`;
}

function specifiers(text: string): string {
  return text.replaceAll('%', '%%');
}
