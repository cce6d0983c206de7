import type { Plan, Run, Timers } from '../plan.ts';
import { sealed } from './seal.ts';
import { quoted, shellLine } from './shell.ts';

/** A user's own agents for launchd, one property list for each run. What was missed while the Mac slept runs when it wakes. Pure. */
export const launchdTimers: Timers = {
  files: (plan) =>
    plan.runs.map((run) => ({ name: `${run.id}.plist`, text: sealed(propertyList(plan, run), 'xml', 2) })),
  owns: (id, name) => name.startsWith(`${id}-`) && name.endsWith('.plist'),
  activate: ({ directory, names }) =>
    `for each in ${names.map((name) => quoted(`${directory}/${name}`)).join(' ')}; do launchctl bootstrap gui/$(id -u) "$each"; done`,
  deactivate: ({ names }) =>
    `for each in ${names.map((name) => name.replace(/\.plist$/, '')).join(' ')}; do launchctl bootout gui/$(id -u)/"$each"; done`,
  notes: ['What a run said is in ~/Library/Logs/permahub.log, and only when it failed.'],
};

function propertyList(plan: Plan, run: Run): string {
  const { minute, hours, weekday } = run.times;
  const day = weekday === null ? '' : `<key>Weekday</key><integer>${weekday}</integer>`;
  const times = hours.map(
    (hour) =>
      `    <dict>${day}<key>Hour</key><integer>${hour}</integer><key>Minute</key><integer>${minute}</integer></dict>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${escaped(run.id)}</string>
  <key>ProgramArguments</key>
  <array>
    <string>/bin/sh</string>
    <string>-c</string>
    <string>${escaped(`umask 077; exec >>"$HOME"/Library/Logs/permahub.log 2>&1; ${shellLine(plan, run)}`)}</string>
  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>PATH</key>
    <string>/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin</string>
  </dict>
  <key>StartCalendarInterval</key>
  <array>
${times.join('\n')}
  </array>
</dict>
</plist>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
