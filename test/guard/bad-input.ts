import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { differing, type Measured } from '../demo/measure.ts';
import { type Answer, runInTerminal, type TerminalResult } from '../support/pty.ts';
import { chain, expectWrapped, published, type Replaced, withoutProgress } from './golden.ts';
import { agrees, openSandbox, type Sandbox } from './sandbox.ts';
import { commitSettings, readyFor, teamSettings } from './team.ts';

/** The shim and our own command, as built. */
export const bin = (name: string) => resolve(import.meta.dirname, '../../bin', name);

/** What a test of bad input stands on. */
export interface BadInput {
  readonly box: Sandbox;
  /** A folder for what the test needs, removed at the end. */
  readonly scratch: string;
  readonly url: string;
  readonly reset: (to?: string) => string[];
  /** Runs the shim with a person at the terminal who agrees to everything; its checklist is done. */
  readonly run: (args: readonly string[], env?: Record<string, string>) => Promise<TerminalResult>;
  /** Settings of the working tree; those that count are put back after each test. */
  readonly write: (settings: string | object) => void;
  /** The whole screen equals the golden, the status is this one, and no password is to be seen. */
  readonly expectFailure: (
    ran: Pick<TerminalResult, 'screen' | 'status'>,
    status: number,
    name: string,
    more?: Replaced,
  ) => Promise<void>;
  /** In a mount namespace of its own, what `prepare` mounts is seen by this run alone and gone with it. */
  readonly apart: (prepare: string, args: readonly string[], answers?: readonly Answer[]) => Promise<TerminalResult>;
  /** A PATH with what the shim itself needs and nothing else. */
  readonly barePath: () => string;
}

/**
 * Registers the hooks of a file of bad inputs: a sandbox with a published backup, and after each test the proof that nothing
 * was forwarded, no intent written, no published file harmed and no row changed. Filled when the hooks have run.
 */
export function withBadInput(): BadInput {
  const given = {} as BadInput;
  let before: Map<string, Measured>;
  let backups: Record<string, string>;
  let intents: number;
  const intentsNow = () => chain(given.box.backups).filter(({ kind }) => kind === 'intent').length;

  beforeAll(async () => {
    Object.assign(given, open(await openSandbox()));
    const { box, url } = given;
    commitSettings(box, teamSettings);
    before = await box.measure();
    const made = await box.asPerson('permahub', ['backup', '--target', url.replace(/:[^:@]+@/, '@')], []);
    expect(made).toMatchObject({ status: 0 });
  });
  afterAll(async () => {
    await given.box?.remove();
    if (given.scratch) rmSync(given.scratch, { recursive: true, force: true });
  });
  beforeEach(() => {
    backups = published(given.box.backups);
    expect(Object.keys(backups).length).toBeGreaterThanOrEqual(6);
    intents = intentsNow();
  });
  afterEach(async () => {
    commitSettings(given.box, teamSettings);
    expect(published(given.box.backups)).toMatchObject(backups);
    expect(intentsNow()).toBe(intents);
    expect(differing(before, await given.box.measure())).toEqual([]);
  });
  return given;
}

function open(box: Sandbox): BadInput {
  const scratch = mkdtempSync(join(tmpdir(), 'permahub-test-bad-'));
  chmodSync(scratch, 0o755);
  const url = box.cluster.url();
  const replaced = (more: Replaced): Replaced => [
    ...more,
    [box.project.folder, '<project>'],
    [scratch, '<scratch>'],
    [resolve(import.meta.dirname, '../..'), '<permahub>'],
    [`:${box.cluster.port}`, ':<port>'],
    [/backup_\d{8}_\d{6}/g, 'backup_<time>'],
  ];
  return {
    box,
    scratch,
    url,
    reset: (to = url) => ['db', 'reset', `--remote=${to}`],
    run: async (args, env) => {
      await readyFor(box, args);
      return box.asPerson('supabase', args, agrees, env);
    },
    write: (text) =>
      box.write('.permahubrc.json', typeof text === 'string' ? text : `${JSON.stringify(text, null, 2)}\n`),
    expectFailure: async (ran, status, name, more = []) => {
      expect(ran.screen).not.toContain(box.cluster.password);
      await expectWrapped(withoutProgress(ran.screen), `bad-input/${name}`, replaced(more));
      expect(ran.status).toBe(status);
    },
    apart: async (prepare, args, answers = agrees) => {
      await readyFor(box, args);
      const script = `set -e; ${prepare}; set +e; ${JSON.stringify(bin('supabase'))} "$@"`;
      return runInTerminal({
        command: 'unshare',
        args: ['--mount', 'sh', '-c', script, 'sh', ...args],
        cwd: box.project.folder,
        env: { ...box.env },
        answers,
        timeoutMs: 90_000,
      });
    },
    barePath: () => {
      const folder = join(scratch, 'bare');
      if (existsSync(folder)) return folder;
      mkdirSync(folder);
      for (const name of ['sh', 'stty', 'dirname', 'readlink', 'git', 'node'])
        symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(folder, name));
      return folder;
    },
  };
}
