import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { flattened } from './flattened.ts';
import { personal } from './personal.ts';

/**
 * What stands for a person: when the pattern appears, the text is typed and Enter pressed; the person may do other things first.
 * Bytes are sent as they are.
 */
export type Answer = readonly [
  pattern: RegExp,
  text: string | Buffer | ((match: RegExpMatchArray) => string | Promise<string>),
];

export interface TerminalRun {
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Added to the environment, after the variables of automation servers and agents were taken out. */
  readonly env?: Readonly<Record<string, string>>;
  /** Used in this order, each once. A text that ends in \u0003, \u0004 or \u001b is sent without Enter. */
  readonly answers?: readonly Answer[];
  /** Called with every chunk, as it comes: for a demo that shows the screen. */
  readonly onOutput?: (chunk: string) => void;
  readonly timeoutMs?: number;
}

export interface TerminalResult {
  /** Everything shown, escape sequences removed, lines that were redrawn as they stood at last. */
  readonly screen: string;
  /** The same, byte for byte. */
  readonly raw: string;
  /** The command's status (128 + signal for a signal), null when it was ended because the time was up. */
  readonly status: number | null;
}

/** Answers the confirmation with the text between its quotes. */
export const confirmation: Answer = [/Type "(.+?)" to confirm/, (match) => match[1] as string];

/**
 * Runs a command in a real pseudo-terminal of 80 x 24 (util-linux `script`, a controlling terminal of its own) and answers
 * its questions as a person would. Its /dev/tty is that terminal, and so are stdin, stdout and stderr.
 */
export function runInTerminal(run: TerminalRun): Promise<TerminalResult> {
  if (!existsSync('/usr/bin/script')) throw new Error('util-linux `script` is missing: apt-get install bsdutils');
  const line = ['stty cols 80 rows 24;', 'exec', ...[run.command, ...(run.args ?? [])].map(quoted)].join(' ');
  const child = spawn('/usr/bin/script', ['-qfec', line, '/dev/null'], {
    cwd: run.cwd ?? process.cwd(),
    env: { ...personal(process.env), SHELL: '/bin/sh', TERM: 'xterm-256color', ...run.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdin.on('error', () => {}); // The command may end while an answer is on its way.
  let raw = '';
  let seen = 0;
  const waiting = [...(run.answers ?? [])];
  let timedOut = false;
  let failed: (error: Error) => void = () => undefined;
  const look = () => {
    const next = waiting[0];
    const match = next && raw.slice(seen).match(next[0]);
    if (!next || !match) return;
    waiting.shift();
    // The question is redrawn at every key: only what follows the end of this line is new.
    seen = Number.POSITIVE_INFINITY;
    const text = typeof next[1] === 'function' ? next[1](match) : next[1];
    if (text instanceof Promise) text.then(type, failed);
    else type(text);
  };
  const type = (text: string | Buffer) => {
    const from = raw.length;
    child.stdin.write(typeof text !== 'string' || /[\u0003\u0004\u001b]$/.test(text) ? text : `${text}\r`);
    const lineEnded = () => {
      const end = raw.indexOf('\n', from);
      if (end < 0) return;
      child.stdout.off('data', lineEnded);
      seen = end + 1;
      look();
    };
    child.stdout.on('data', lineEnded);
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk;
    run.onOutput?.(chunk);
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk;
  });
  const timer = setTimeout(() => {
    timedOut = true;
    process.kill(-(child.pid as number), 'SIGKILL');
  }, run.timeoutMs ?? 120_000);
  return new Promise((resolve, reject) => {
    failed = (error) => {
      process.kill(-(child.pid as number), 'SIGKILL');
      reject(error);
    };
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(timer);
      resolve({ screen: flattened(raw), raw, status: timedOut ? null : status });
    });
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
