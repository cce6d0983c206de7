import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simple, startIn } from '../../../src/routes/hook/shell/state.ts';
import { walkText } from '../../../src/routes/hook/shell/walk.ts';
import { gap } from '../../../src/routes/hook/shell/word.ts';
import { nested } from './generate.ts';

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'permahub-as-bash-'));
  mkdirSync(join(folder, 'bin'));
  // Writes down what it was started with: one NUL after each word, two at the end.
  const stub = `#!/bin/sh\n{ printf '%s\\0' "\${0##*/}" "$@"; printf '\\0'; } >> "$RECORD"\n`;
  for (const name of ['supabase', 'psql']) {
    writeFileSync(join(folder, 'bin', name), stub);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What real bash starts for a command line. */
function started(command: string): readonly (readonly string[])[] {
  // Of each run its own: what one left in the background may write after its end.
  const log = join(folder, `record-${count++}`);
  writeFileSync(log, '');
  const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder, RECORD: log };
  const ran = spawnSync('bash', ['-c', command], { cwd: folder, env, timeout: 20_000, stdio: 'ignore' });
  if (ran.error) throw ran.error;
  const text = readFileSync(log, 'utf8');
  return text === ''
    ? []
    : text
        .slice(0, -2)
        .split('\0\0')
        .map((one) => one.split('\0'));
}

/** What is read from it without running anything. */
function read(command: string): { readonly simples: readonly Simple[]; readonly doubts: readonly string[] } {
  const simples: Simple[] = [];
  const doubts: string[] = [];
  const state = startIn(folder);
  walkText(command, state, {
    files: { read: () => null, home: folder },
    depth: 0,
    spent: { count: 0 },
    around: state,
    through: null,
    walkText,
    sink: {
      simple: (simple) => simples.push(simple),
      writes: () => undefined,
      doubt: (rule, raw) => doubts.push(`${rule}: ${raw}`),
    },
  });
  return { simples, doubts };
}

/** Whether what was read is what was started; unknown words stand for any. */
function same({ program, args }: Simple, [name, ...words]: readonly string[]): boolean {
  if (program !== name) return false;
  const open = args.findIndex(({ many, sketch }) => many && sketch.includes(gap));
  const known = open < 0 ? args : args.slice(0, open);
  if (open < 0 && args.length !== words.length) return false;
  return known.every(({ sketch }, at) => (sketch.includes(gap) ? words[at] !== undefined : sketch === words[at]));
}

const word = fc.oneof(
  fc.constantFrom(
    'db',
    'reset',
    '--linked',
    '-c',
    'drop table users',
    "it's",
    'a"b',
    'x\\y',
    '*',
    '~',
    '$HOME',
    '{a,b}',
    '#',
  ),
  fc.string({ unit: fc.constantFrom(...'ab \'"\\$`*?[]{}~!#&|;<>()=-/.'), minLength: 1, maxLength: 6 }),
);

/** What bash started and was not read, where nothing was doubted. */
function missed(command: string, real: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const { simples, doubts } = read(command);
  return doubts.length > 0 ? [] : real.filter((one) => !simples.some((simple) => same(simple, one)));
}

const commands = fc
  .tuple(fc.constantFrom('supabase', 'psql'), fc.array(word, { minLength: 1, maxLength: 4 }))
  .chain(([program, words]) => nested([program, ...words], 3));
const runs = Number(process.env.FC_RUNS ?? 200);

test('whatever bash starts was read from the command line, word for word, or is asked about', () => {
  let all = 0;
  let certain = 0;
  let ran = 0;
  fc.assert(
    fc.property(commands, (command) => {
      const real = started(command);
      expect(missed(command, real), command).toEqual([]);
      all++;
      if (read(command).doubts.length === 0) certain++;
      if (real.length > 0) ran++;
    }),
    { numRuns: runs },
  );
  // Otherwise it would prove nothing.
  expect(certain / all).toBeGreaterThan(0.9);
  expect(ran / all).toBeGreaterThan(0.9);
});

test('a line that is cut off anywhere as well: bash runs what comes before the fault', () => {
  const cut = commands.chain((text) => fc.nat(text.length).map((at) => text.slice(0, at)));
  fc.assert(
    fc.property(cut, (command) => {
      expect(missed(command, started(command)), command).toEqual([]);
    }),
    { numRuns: Math.ceil(runs / 2) },
  );
});
