import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled } from '../support/bundled.ts';

let standIn: { readonly program: string; readonly remove: () => void };
let root: string;
beforeAll(() => {
  standIn = bundled(resolve(import.meta.dirname, 'programs/stand-in.ts'));
  root = mkdtempSync(join(tmpdir(), 'permahub-test-run-'));
});
afterAll(() => {
  standIn.remove();
  rmSync(root, { recursive: true, force: true });
});

let count = 0;
/** A shell program; $READY is a file it makes when its traps are set, $LOG takes what it notes. */
function shell(text: string) {
  const name = join(root, String(count++));
  const [ready, log] = [`${name}.ready`, `${name}.log`];
  writeFileSync(name, `#!/bin/bash\nREADY=${ready}\nLOG=${log}\n${text}\n`, { mode: 0o755 });
  return { path: name, ready, log: () => (existsSync(log) ? readFileSync(log, 'utf8') : '') };
}

interface End {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}
function start(
  how: 'run' | 'exec' | 'keep',
  argv: readonly string[],
  more: { input?: string; env?: NodeJS.ProcessEnv; detached?: boolean } = {},
) {
  const child: ChildProcess = spawn(process.execPath, [standIn.program, how, ...argv], {
    env: { ...process.env, ...more.env },
    detached: more.detached ?? false,
    stdio: 'pipe',
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (data) => (out += data));
  child.stderr?.on('data', (data) => (err += data));
  child.stdin?.end(more.input ?? '');
  const end = new Promise<End>((done) => child.on('close', (status, signal) => done({ status, signal, out, err })));
  return { pid: child.pid ?? 0, end };
}
async function until(file: string): Promise<void> {
  for (let i = 0; i < 500 && !existsSync(file); i++) await new Promise((wait) => setTimeout(wait, 20));
  expect(existsSync(file)).toBe(true);
}

describe.each(['run', 'exec', 'keep'] as const)('%s', (how) => {
  it('gives the argv, stdin and stdout as they are and returns the status', async () => {
    const { path } = shell('cat; for a in "$@"; do printf "<%s>" "$a"; done; echo oops >&2; exit 7');
    const odd = ['', ' ', 'a b', '--x=\n', '"', "'", '$HOME', '*', 'ä€😀', '--', '--yes'];
    const end = await start(how, [path, ...odd], { input: 'typed\n' }).end;
    expect(end).toEqual({
      status: 7,
      signal: null,
      out: `typed\n${odd.map((text) => `<${text}>`).join('')}`,
      err: 'oops\n',
    });
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGSEGV'] as const)('dies of %s as the program did', async (signal) => {
    const { path } = shell(`ulimit -c 0; kill -${signal.slice(3)} $$`);
    expect(await start(how, [path]).end).toMatchObject({ status: null, signal });
  });

  it('takes away the variable that sends npm’s launcher elsewhere and counts one deeper', async () => {
    const { path } = shell(
      'echo "$(printenv SUPABASE_CLI_BINARY_OVERRIDE || echo none) $PERMAHUB_DEPTH $SUPABASE_YES"',
    );
    const env = { SUPABASE_CLI_BINARY_OVERRIDE: '/x', SUPABASE_YES: '1', PERMAHUB_DEPTH: '' };
    expect((await start(how, [path], { env }).end).out).toBe('none 1 1\n');
    expect((await start(how, [path], { env: { ...env, PERMAHUB_DEPTH: '4' } }).end).out).toBe('none 5 1\n');
  });

  it('says when the program cannot be started', async () => {
    const gone = join(root, 'gone');
    expect(await start(how, [gone]).end).toMatchObject({
      status: 69,
      err: `The real Supabase CLI, ${gone}, could not be started: ENOENT.|Install it anew, then start the command again.\n`,
    });
  });
});

describe('run', () => {
  it.each(['SIGTERM', 'SIGHUP'] as const)('passes a %s that reached us alone on, once', async (signal) => {
    const { path, ready, log } = shell(
      `trap 'echo ${signal} >> $LOG; sleep 0.3; exit 5' ${signal.slice(3)}\n: > $READY\nfor i in {1..500}; do sleep 0.02; done`,
    );
    const run = start('run', [path]);
    await until(ready);
    process.kill(run.pid, signal);
    process.kill(run.pid, signal);
    expect(await run.end).toMatchObject({ status: 5, signal: null });
    expect(log()).toBe(`${signal}\n`);
  });

  it('outlives Ctrl-C and returns what the program makes of it', async () => {
    const { path, ready, log } = shell(
      "trap 'echo INT >> $LOG; sleep 0.3; echo cleaned >> $LOG; exit 3' INT\n: > $READY\nfor i in {1..500}; do sleep 0.02; done",
    );
    const run = start('run', [path], { detached: true });
    await until(ready);
    process.kill(-run.pid, 'SIGINT');
    expect(await run.end).toMatchObject({ status: 3, signal: null });
    expect(log()).toBe('INT\ncleaned\n');
  });

  it('ends by Ctrl-C when the program does', async () => {
    const { path, ready } = shell(': > $READY\nexec sleep 20');
    const run = start('run', [path], { detached: true });
    await until(ready);
    process.kill(-run.pid, 'SIGINT');
    expect(await run.end).toMatchObject({ status: null, signal: 'SIGINT' });
  });

  it('returns the shell’s number for a signal that cannot end us', async () => {
    const { path } = shell('trap - PIPE; kill -PIPE $$');
    const { status, signal } = await start('run', [path]).end;
    expect([status, signal]).toEqual(signal === null ? [141, null] : [null, 'SIGPIPE']);
  });
});

describe('keep', () => {
  it('copies stderr byte by byte and keeps its end', async () => {
    const { path } = shell(
      'printf "\\033[31mred\\033[39m\\r" >&2; head -c 200000 /dev/zero | tr "\\0" x >&2; printf "\\nend ä" >&2',
    );
    const kept = join(root, 'kept');
    const end = await start('keep', [path], { env: { KEPT: kept } }).end;
    expect(end.err).toBe(`\u001b[31mred\u001b[39m\r${'x'.repeat(200_000)}\nend ä`);
    expect(readFileSync(kept, 'utf8')).toBe(`${'x'.repeat(65_536 - 7)}\nend ä`);
  });

  it('does not wait for what the program left behind with the pipe in its hand', async () => {
    const { path, log } = shell('sleep 20 > /dev/null & echo $! > $LOG; echo said >&2; exit 4');
    const started = Date.now();
    expect(await start('keep', [path]).end.then(({ status }) => status)).toBe(4);
    expect(Date.now() - started).toBeLessThan(10_000);
    process.kill(Number(log()));
  });

  it('lets the program go on when nobody reads our stderr any more', async () => {
    const { path, log } = shell('for i in 1 2 3 4 5; do echo line $i >&2; sleep 0.1; done; echo done > $LOG');
    const child = spawn(process.execPath, [standIn.program, 'keep', path], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.once('data', () => child.stderr.destroy());
    const status = await new Promise((done) => child.once('exit', done));
    expect([status, log()]).toEqual([0, 'done\n']);
  });
});

describe('run with bytes for standard input', () => {
  it('gives the program exactly these bytes and then their end, not our own input', async () => {
    const bytes = Buffer.concat([Buffer.from('drop table a;\r\n\0'), randomBytes(1 << 20)]);
    const file = join(root, 'replay');
    writeFileSync(file, bytes);
    const { path } = shell('sha256sum | cut -c1-64');
    const end = await start('run', [path], { input: 'typed', env: { REPLAY: file } }).end;
    expect(end.out.trim()).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('gives nothing for no bytes, and does not mind a program that reads none of them', async () => {
    const file = join(root, 'replay');
    writeFileSync(file, '');
    const count = shell('wc -c');
    expect((await start('run', [count.path], { input: 'typed', env: { REPLAY: file } }).end).out.trim()).toBe('0');
    writeFileSync(file, Buffer.alloc(1 << 22));
    const deaf = shell('exit 3');
    expect(await start('run', [deaf.path], { env: { REPLAY: file } }).end).toEqual({
      status: 3,
      signal: null,
      out: '',
      err: '',
    });
  });
});

it('exec leaves no process of ours behind where Node can become another program', async () => {
  const { path } = shell('echo $$');
  const run = start('exec', [path]);
  const same = Number((await run.end).out) === run.pid;
  expect(same).toBe('execve' in process);
});
