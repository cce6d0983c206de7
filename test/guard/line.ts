import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metadata } from '../../src/backup/types.ts';
import type { Amount } from '../demo/database.ts';
import type { Answer, TerminalResult } from '../support/pty.ts';
import { chain } from './golden.ts';
import { agrees, openSandbox, type Sandbox } from './sandbox.ts';
import { commitAll, commitSettings, readyFor, teamSettings } from './team.ts';

/** A sandbox whose database is staging, with what tests of the guarded line do and look at again and again. */
export interface Line extends Sandbox {
  readonly url: string;
  /** TMPDIR of every run: what is left there was left by the guard, and processes are known by it. */
  readonly scratch: string;
  readonly reset: () => string[];
  readonly push: () => string[];
  /** Runs the shim with a person at the terminal who agrees, unless answers are given; its checklist is done. */
  readonly run: (args: readonly string[], answers?: readonly Answer[]) => Promise<TerminalResult>;
  /** Writes a further migration and commits it; gives back its path. */
  readonly migration: (sql: string) => string;
  /** The newest published backup. */
  readonly newest: () => Metadata;
  readonly rows: (table: string) => Promise<number>;
  /** The last line of the journal of this kind. */
  readonly last: (kind: string) => ReturnType<typeof chain>[number] | undefined;
  readonly outcomeOf: (run: string | undefined) => ReturnType<typeof chain>[number] | undefined;
  /** Processes of these runs whose command line holds the words. */
  readonly running: (words: string) => number[];
  /** The guard at work. */
  readonly guard: () => number;
  /** Waits for it; throws with what still runs. */
  readonly until: (holds: () => boolean | Promise<boolean>, seconds?: number) => Promise<void>;
}

/** Rows of a table as a backup holds them. */
export const rowsIn = (metadata: Metadata, name: string) =>
  metadata.facts.tables.find((table) => table.name === name)?.rows;

export async function openLine(amount?: Amount): Promise<Line> {
  const box = await openSandbox('3.1.0', {}, amount);
  const scratch = mkdtempSync(join(tmpdir(), 'permahub-test-line-'));
  chmodSync(scratch, 0o777); // Scratch servers run as another account.
  commitSettings(box, teamSettings);
  const url = box.cluster.url();
  let version = 20260101000000;
  const running = (words: string) => processes(words, scratch);
  const entries = () => chain(box.backups);
  return {
    ...box,
    url,
    scratch,
    reset: () => ['db', 'reset', `--remote=${url}`],
    push: () => ['db', 'push', `--remote=${url}`],
    run: async (args, answers = agrees) => {
      await readyFor(box, args);
      return box.asPerson('supabase', args, answers, { TMPDIR: scratch });
    },
    migration: (sql) => {
      const file = `supabase/migrations/${++version}_change.sql`;
      box.write(file, sql);
      commitAll(box);
      return file;
    },
    newest: () => {
      const names = readdirSync(box.backups).filter((name) => name.endsWith('_metadata.json'));
      return JSON.parse(readFileSync(join(box.backups, names.sort().at(-1) as string), 'utf8'));
    },
    rows: async (table) => Number((await box.cluster.query(`select count(*) as n from ${table}`))[0]?.n as string),
    last: (kind) => entries().findLast((line) => line.kind === kind),
    outcomeOf: (run) => entries().find((line) => line.kind === 'outcome' && line.run === run),
    running,
    guard: () => {
      const ours = running('dist/supabase.js');
      const pid = ours.find((each) => readFileSync(`/proc/${each}/comm`, 'utf8').startsWith('node'));
      if (pid === undefined) throw new Error(`no guard runs: ${execFileSync('ps', ['-ef'], { encoding: 'utf8' })}`);
      return pid;
    },
    until: async (holds, seconds = 60) => {
      for (const since = Date.now(); !(await holds()); await new Promise((r) => setTimeout(r, 50)))
        if (Date.now() - since > seconds * 1000) {
          const left = running('').map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
          throw new Error(`not within ${seconds} s: ${left} ${readdirSync(scratch)}`);
        }
    },
    remove: async () => {
      await box.remove();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Agrees, and does something while the question stands. */
export const agreesAfter = (work: () => unknown): readonly Answer[] => [
  [/reason/, 'A test of the guarded line'],
  [
    /Type "(.+?)" to confirm/,
    async (match) => {
      await work();
      return match[1] as string;
    },
  ],
];

/** A stand-in for the real CLI that writes down how it was called and ends with 7, or hands on to `real`. */
export function standIn(folder: string, real?: string): { readonly path: string; readonly calls: () => string[] } {
  const path = join(folder, 'stand-in');
  const then = real ? `exec ${real} "$@"` : 'exit 7';
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && echo 3.1.0 && exit\necho "$*" >> ${path}.calls\n${then}\n`);
  chmodSync(path, 0o755);
  rmSync(`${path}.calls`, { force: true });
  const calls = () => (existsSync(`${path}.calls`) ? readFileSync(`${path}.calls`, 'utf8').trim().split('\n') : []);
  return { path, calls };
}

function processes(words: string, scratch: string): number[] {
  const found: number[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      if (command.includes(words) && environment.includes(`TMPDIR=${scratch}`)) found.push(Number(pid));
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}
