import type { Installed, Plan, Run, Timers } from '../plan.ts';
import { sealed } from './seal.ts';
import { quoted } from './shell.ts';

/** Minutes past the hour: at full hours GitHub starts scheduled runs late, or not at all. */
const past = 17;

/**
 * A workflow for GitHub Actions for each target, times in UTC. A runner is thrown away with everything on it: the last step
 * fails until somebody says where backups are kept. Restore tests belong where they are kept. Pure.
 */
export const githubTimers: Timers = {
  files: (plan) =>
    plan.runs
      .filter(({ kind }) => kind === 'backup')
      .map((run) => ({ name: `${run.id}.yml`, text: sealed(workflow(plan, run), 'hash') })),
  owns: (id, name) => name.startsWith(`${id}-backup-`) && name.endsWith('.yml'),
  activate: (of) => `git add ${paths(of)} && git commit -m "Back up by the clock" -- ${paths(of)} && git push`,
  deactivate: (of) => `git commit -m "Back up by the clock no more" -- ${paths(of)} && git push`,
  notes: [
    'The last step fails until you say in it where backups are kept: a runner is thrown away with all that is on it.',
    'It runs on the default branch only, by UTC; GitHub stops it after 60 days without a commit.',
    "GitHub's runners reach no IPv6 address: for a hosted project name its session pooler's URL with --target.",
    'Every backup is proven there by a restore; weekly restore tests belong where backups are kept.',
  ],
};

function paths({ directory, names }: Installed): string {
  return names.map((name) => quoted(`${directory}/${name}`)).join(' ');
}

function workflow({ version, major, folder }: Plan, run: Run): string {
  const { variable, secret } = run.password;
  const { minute, hours, weekday } = run.times;
  const command = ['npx', '--yes', `permahub@${version}`, ...run.args].map(quoted).join(' ');
  return `name: ${JSON.stringify(`permahub: ${run.words}`.replaceAll('${{', ''))}
on:
  schedule:
    - cron: '${minute + past} ${hours.join(',')} * * ${weekday ?? '*'}'
  workflow_dispatch:
permissions:
  contents: read
concurrency: ${run.id}
defaults:
  run:
    working-directory: ${JSON.stringify(folder)}
jobs:
  backup:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - name: PostgreSQL ${major}, client and server
        run: |
          sudo apt-get update
          sudo apt-get install -y postgresql-common
          sudo /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y
          sudo apt-get install -y postgresql-client-${major} postgresql-${major}
      - name: Back up and prove by a restore
        env:
          # Settings, Secrets and variables, Actions: a secret of this name.
          ${variable}: \${{ secrets.${secret} }}
        run: |
          ${expressionless(command)}
      - name: Keep the backup
        run: |
          # Copy the backup directory to storage of your own, encrypted, and take these two lines out.
          echo 'Nobody said where backups are kept; this one is thrown away with the runner.' >&2
          exit 1
`;
}

/** GitHub replaces \${{ … }} before the shell sees it: split, sh puts it together again. */
function expressionless(command: string): string {
  return command.replaceAll('${{', "$'{{'");
}
