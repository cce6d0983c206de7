import { files, localStack, losesForGood, noTarget, type Row, reads, unlimited } from './command.ts';

const stack = '--stack <value> --stack-id <value>';
const prepare = '--runtime <value> --preparation <value> --frozen --eager';

/** The local stack, local files and preferences, and what concerns no project. */
export const localRows: readonly Row[] = [
  {
    words: 'start',
    ...files,
    ...localStack,
    flags: `--exclude -x <value> --ignore-health-check --preview ${stack} ${prepare}`,
  },
  {
    words: 'stop',
    ...files,
    ...localStack,
    flags: `--project-id <value> --backup --no-backup --all ${stack}`,
    turns: [{ flag: 'no-backup', ...losesForGood }],
  },
  { words: 'status', ...reads, ...localStack, flags: `--override-name <value> --env ${stack}` },
  { words: 'services', ...reads, ...localStack },
  { words: 'init', ...files, ...noTarget, flags: '--interactive -i --use-orioledb --force' },
  {
    words: 'link',
    ...files,
    reach: 'none',
    home: ['none', 'none'],
    operands: 1,
    flags: '--project-ref <value> --password -p <value> --skip-pooler',
  },
  { words: 'unlink', ...files, ...noTarget },
  { words: 'login', ...files, ...noTarget, flags: '--token <value> --name <value> --no-browser' },
  { words: 'logout', ...files, ...noTarget },
  { words: 'whoami', ...reads, ...noTarget },
  { words: 'telemetry disable', ...files, ...noTarget },
  { words: 'telemetry enable', ...files, ...noTarget },
  { words: 'telemetry status', ...reads, ...noTarget },
  ...['bash', 'fish', 'powershell', 'zsh'].map(
    (shell): Row => ({ words: `completion ${shell}`, ...reads, ...noTarget, flags: '--no-descriptions' }),
  ),
  {
    words: 'feedback add',
    ...reads,
    ...noTarget,
    operands: unlimited,
    flags: '--project-ref <value>',
  },
  { words: 'feedback delete', ...reads, ...noTarget, operands: 1, flags: '--project-ref <value>' },
  {
    words: 'issue bug',
    ...reads,
    ...noTarget,
    flags:
      '--area <value> --command <value> --actual-output <value> --expected-behavior <value> --reproduce <value> ' +
      '--crash-report-id <value> --docker-services <value> --additional-context <value> --no-browser',
  },
  {
    words: 'issue docs',
    ...reads,
    ...noTarget,
    flags:
      '--link <value> --issue-type <value> --problem <value> --improvement <value> --additional-context <value> --no-browser',
  },
  {
    words: 'issue feature',
    ...reads,
    ...noTarget,
    flags:
      '--existing-issues --area <value> --problem <value> --proposed-solution <value> --alternatives <value> ' +
      '--additional-context <value> --no-browser',
  },
  {
    words: 'gen bearer-jwt',
    ...reads,
    ...noTarget,
    flags: '--role <value> --sub <value> --exp <value> --valid-for <value> --payload <value>',
  },
  { words: 'gen signing-key', ...files, ...noTarget, flags: '--algorithm <value> --append' },
  { words: 'stack destroy', ...losesForGood, ...localStack, flags: stack },
  { words: 'stack install', ...files, ...localStack, flags: '--runtime <value> --frozen' },
  { words: 'stack list', ...reads, ...localStack },
  {
    words: 'stack logs',
    ...reads,
    ...localStack,
    flags: `${stack} --service <value> --follow -f --tail <value> --since <value>`,
  },
  { words: 'stack outdated', ...reads, ...localStack },
  { words: 'stack restart', ...files, ...localStack, flags: stack },
  { words: 'stack start', ...files, ...localStack, flags: `--exclude -x <value> ${stack} ${prepare}` },
  { words: 'stack status', ...reads, ...localStack, flags: `${stack} --env --override-name <value>` },
  { words: 'stack stop', ...files, ...localStack, flags: `--all ${stack}` },
  { words: 'stack update', ...files, ...localStack, operands: unlimited },
];
