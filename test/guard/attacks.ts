import type { Answer } from '../support/pty.ts';

/** One way in which a destructive command comes to be run without a person who wants it; `guarded` is that command. */
export interface Attack {
  /** What it is, in one sentence. */
  readonly name: string;
  /** Bash, in the project folder. */
  readonly line: string;
  /** Somebody, or something, at a terminal; without it there is none. */
  readonly answers?: readonly Answer[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is said about it; line breaks do not matter. */
  readonly says: string | RegExp;
  /** Statuses of every `guarded` in it, sorted, or what the only one is like; 77 when not given. */
  readonly statuses?: readonly string[] | RegExp;
  /** One of those that `npm test` tries; the others are tried by `npm run test:long`. */
  readonly core?: true;
}

const noTerminal = 'Only a person at a terminal can approve that, and there is no terminal here.';
const agent = (name: string) =>
  `Only a person at a terminal can approve that, and this is an AI agent (${name} is set).`;
const server = (name: string) =>
  `Only a person at a terminal can approve that, and this is a CI environment (${name} is set).`;

/** Without a terminal nobody can be asked, whatever stands on standard input: refused before any work. */
const alone: readonly Attack[] = [
  { name: 'a flood of answers on a pipe', line: 'yes | guarded', says: noTerminal, core: true },
  { name: 'one answer on a pipe', line: 'echo y | guarded', says: noTerminal },
  { name: 'a reason and codes on a pipe', line: String.raw`printf 'because\nAAAA\ny\n' | guarded`, says: noTerminal },
  { name: 'a here-document', line: "guarded <<'END'\nbecause\nAAAA\ny\nEND", says: noTerminal, core: true },
  { name: 'a here-string', line: "guarded <<<'y'", says: noTerminal },
  { name: 'a line of 10 MB', line: "head -c 10000000 /dev/zero | tr '\\0' y | guarded", says: noTerminal },
  { name: 'bytes that are no UTF-8', line: String.raw`printf '\377\376\n' | guarded`, says: noTerminal },
  { name: 'NUL bytes', line: 'head -c 100000 /dev/zero | guarded', says: noTerminal },
  { name: 'an empty standard input', line: 'guarded </dev/null', says: noTerminal },
  { name: 'a closed standard input', line: 'guarded <&-', says: noTerminal },
  { name: 'a closed standard output', line: 'guarded >&-', says: noTerminal },
  { name: 'a closed standard error, where nothing can be said', line: 'guarded 2>&-', says: /^$/ },
  { name: 'no standard stream at all', line: 'guarded <&- >&- 2>&-', says: /^$/ },
  { name: 'a job in the background', line: 'guarded & wait', says: noTerminal },
  { name: 'nohup', line: 'nohup guarded', says: noTerminal },
  { name: 'a time limit', line: 'timeout 60 guarded', says: noTerminal },
  {
    name: 'cron, with next to no environment',
    line: 'env -i PATH="$PATH" HOME="$HOME" STATUSES="$STATUSES" guarded',
    says: noTerminal,
  },
  { name: 'xargs', line: 'echo --yes | xargs guarded', says: noTerminal },
  { name: 'find', line: 'find supabase -name config.toml -exec guarded ";"', says: noTerminal },
  { name: 'make', line: String.raw`printf 'down:\n\tguarded\n' | make -f - down`, says: noTerminal },
  {
    name: 'a script of package.json',
    line: `echo '{"scripts":{"down":"guarded"}}' >package.json; npm run down; rm package.json`,
    says: noTerminal,
  },
  {
    name: 'a hook of git',
    line: String.raw`hook=.git/hooks/pre-commit; printf '#!/bin/sh\nguarded\n' >$hook; chmod +x $hook; git commit -qm x --allow-empty; rm $hook`,
    says: noTerminal,
  },
  { name: '--yes', line: 'guarded --yes', says: noTerminal, core: true },
  { name: '--yes=true', line: 'guarded --yes=true', says: noTerminal },
  { name: '--no-yes', line: 'guarded --no-yes', says: noTerminal },
  { name: 'SUPABASE_YES', line: 'SUPABASE_YES=1 guarded', says: noTerminal },
  {
    name: 'variables that nobody ever promised',
    line: 'PERMAHUB_YES=1 PERMAHUB_FORCE=1 PERMAHUB_SKIP=1 PERMAHUB_DISABLE=1 PERMAHUB_APPROVED_BY=Ann guarded',
    says: noTerminal,
  },
  {
    name: 'an agent that makes itself a terminal',
    line: 'yes | CLAUDECODE=1 script -qec guarded /dev/null',
    says: agent('CLAUDECODE'),
  },
];

/** In a terminal that is not a person's: refused before any work. */
const judged: readonly Attack[] = [
  { name: 'a new session inside a terminal', line: 'setsid -w guarded', answers: [], says: noTerminal, core: true },
  ...['CLAUDECODE', 'CURSOR_AGENT', 'GEMINI_CLI', 'CODEX_SANDBOX', 'AI_AGENT'].map((name) => ({
    name: `an agent's terminal with ${name}`,
    line: 'guarded',
    answers: [],
    env: { [name]: '1' },
    says: agent(name),
  })),
  ...['CI', 'GITHUB_ACTIONS', 'TF_BUILD'].map((name) => ({
    name: `an automation server's terminal with ${name}`,
    line: 'guarded',
    answers: [],
    env: { [name]: 'true' },
    says: server(name),
  })),
];

const enter: Answer = [/reason\?/, ''];
const because: Answer = [/reason\?/, 'Because'];
const type = (text: string): Answer => [/to confirm/, text];
const noReason = 'Not approved: the reason was left empty.';
const noCode = 'Not approved: the confirmation was left empty.';
const wrong = 'Not approved: the confirmation was wrong 3 times.';
/** A shell that waits until the question stands: the terminal is raw then. */
const asked = 'until stty -a </dev/tty | grep -q -e -icanon; do sleep 0.05; done; sleep 0.5';
/** A code of digits alone has no capitals. */
const capitals = (code: string) => (/[a-z]/.test(code) ? code.toUpperCase() : 'A');
/** Every character as its look-alike of another alphabet or width. */
const lookAlike = (code: string) =>
  code.replace(/[!-~]/g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0));
const thrice = (change: (code: string) => string): readonly Answer[] =>
  Array.from({ length: 3 }, () => [/Type "(.+?)" to confirm/, (match) => change(match[1] as string)] as const);

/** At a person's terminal the question is asked there, and only what is typed there after it stands answers it. */
const question: readonly Attack[] = [
  { name: 'a flood of answers beside a terminal', line: 'yes | guarded', answers: [enter], says: noReason, core: true },
  { name: 'a here-document beside a terminal', line: "guarded <<'END'\ny\nEND", answers: [enter], says: noReason },
  { name: 'a closed standard input beside a terminal', line: 'guarded <&-', answers: [enter], says: noReason },
  {
    name: 'standard output and error in a file',
    line: 'guarded >said 2>&1; cat said',
    answers: [enter],
    says: noReason,
  },
  { name: 'the terminal as a standard input of its own', line: 'guarded </dev/tty', answers: [enter], says: noReason },
  {
    name: 'what was typed before it started',
    line: 'echo ready; sleep 0.3; guarded',
    answers: [[/ready/, 'because\rAAAA\ry\r'], enter],
    says: noReason,
  },
  {
    name: 'what was typed while it worked',
    line: 'guarded',
    answers: [[/Restoring the backup/, 'because\rAAAA\ry\r'], enter],
    says: noReason,
    core: true,
  },
  {
    name: 'a driver that types without reading',
    line: String.raw`while sleep 0.3; do printf 'because\r' || exit; done | script -qec guarded /dev/null`,
    says: /Not approved: (the confirmation was wrong 3 times|keys kept arriving before the question)\./,
  },
  {
    name: 'many lines pasted at the question',
    line: 'guarded',
    answers: [[/reason\?/, `because\r${'AAAA\ry\r'.repeat(50)}`], type('')],
    says: noCode,
    core: true,
  },
  {
    name: 'a line of 10 MB at the question',
    line: 'guarded',
    answers: [[/reason\?/, 'y'.repeat(10_000_000)]],
    says: 'Not approved: far more was typed than an answer.',
  },
  {
    name: 'bytes that are no UTF-8 at the question',
    line: 'guarded',
    answers: Array.from({ length: 3 }, () => [/reason\?/, Buffer.from([0xff, 0xfe, 0xc3, 0x0d])] as const),
    says: 'Not approved: no usable reason was given in 3 tries.',
  },
  { name: 'NUL bytes at the question', line: 'guarded', answers: [[/reason\?/, '\0\0\0']], says: noReason },
  {
    name: 'a paste in brackets, and other sequences of a terminal',
    line: 'guarded',
    answers: [
      [/reason\?/, '\u001b[200~because\u001b[201~\u001b[A\u001b[1;5C\u001bOP'],
      type('\u001b[200~y\u001b[201~'),
      type(''),
    ],
    says: noCode,
  },
  {
    name: 'control characters',
    line: 'guarded',
    answers: [[/reason\?/, 'one\u0001\u0007\u0008two'], type('')],
    says: noCode,
  },
  {
    name: 'a reason without a word',
    line: 'guarded',
    answers: Array.from({ length: 3 }, () => [/reason\?/, '12345'] as const),
    says: 'no usable reason was given in 3 tries',
  },
  {
    name: 'a reason of 1,000 letters',
    line: 'guarded',
    answers: [
      [/reason\?/, 'y'.repeat(1000)],
      [/reason\?/, ''],
    ],
    says: noReason,
  },
  {
    name: 'Ctrl-C',
    line: 'guarded',
    answers: [because, type('\u0003')],
    says: 'Stopped by Ctrl-C.',
    statuses: ['130'],
  },
  {
    name: 'Ctrl-D',
    line: 'guarded',
    answers: [because, type('\u0004')],
    says: 'Not approved: the question was cancelled.',
  },
  { name: 'Ctrl-Z', line: 'guarded', answers: [because, ...thrice(() => '\u001a')], says: wrong },
  { name: 'an empty code', line: 'guarded', answers: [because, type('')], says: noCode },
  { name: 'three codes that are wrong', line: 'guarded', answers: [because, ...thrice(() => 'yes')], says: wrong },
  { name: 'the code in capitals', line: 'guarded', answers: [because, ...thrice(capitals)], says: wrong },
  {
    name: 'the code in letters that only look like it',
    line: 'guarded',
    answers: [because, ...thrice(lookAlike)],
    says: wrong,
  },
  {
    name: 'the code with something in it',
    line: 'guarded',
    answers: [because, ...thrice((code) => code.split('').join(' '))],
    says: wrong,
  },
  {
    name: 'a terminal that is closed while it asks',
    line: `(${asked}; kill -KILL $PPID) & guarded`,
    answers: [],
    says: 'supabase migration down',
    // By the signal, or because the input ended: whichever is seen first.
    statuses: /^(129|130|77)$/,
  },
  {
    name: 'a job of the background, stopped when it wants to ask',
    line: 'set -m; guarded & until jobs -s | grep -q .; do sleep 0.1; done; kill -KILL %1; wait; echo it was stopped',
    answers: [],
    says: 'it was stopped',
    statuses: [],
  },
  {
    name: 'two at once in one terminal',
    line: 'guarded & guarded; wait',
    answers: [enter],
    says: noReason,
    statuses: ['75', '77'],
  },
  { name: 'a terminal that can nothing', line: 'TERM=dumb guarded', answers: [enter], says: noReason },
  { name: 'a terminal that nobody described', line: 'env -u TERM guarded', answers: [enter], says: noReason },
  { name: 'a terminal of 20 columns', line: 'stty cols 20; guarded', answers: [enter], says: noReason },
  {
    name: 'a terminal whose size changes while it asks',
    line: `(${asked}; stty cols 20 </dev/tty) & guarded; stty size`,
    answers: [[/reason\?/, () => new Promise((done) => setTimeout(() => done(''), 1000))]],
    says: /Not approved: the reason was left empty\..* 24 20$/,
  },
];

export const attacks: readonly Attack[] = [...alone, ...judged, ...question];
