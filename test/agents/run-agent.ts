import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../guard/sandbox.ts';
import type { ToolCall } from './dialects.ts';
import { startModel } from './model.ts';
import type { Ground, Program } from './programs.ts';

interface Wanted {
  readonly calls: readonly ToolCall[];
  /** `project`: permahub is a dependency of the project, its line in the project's settings. `path`: it is on PATH. `user`: on PATH, its line in the home. `none`: no hook. */
  readonly hook?: 'project' | 'path' | 'user' | 'none';
  /** Whether a person trusted folder and hook before. */
  readonly trusted?: boolean;
  /** What happens to the hook after it was installed; `permahub` is the program on PATH. */
  readonly afterwards?: (of: { readonly permahub: string; readonly project: string }) => void;
  /** Looks at it just before the agent starts. */
  readonly looking?: (ground: Ground) => Promise<unknown>;
  /** Started in this folder of the project. */
  readonly within?: string;
  readonly more?: readonly string[];
  /** The program that is the MCP server. */
  readonly server: string;
}

interface Ran {
  readonly status: number | null;
  readonly output: string;
  /** What the agent told its model of each call. */
  readonly told: readonly string[];
  /** What the stubs and the MCP server were asked to do. */
  readonly ran: readonly string[];
  /** Requests to anybody but the model. */
  readonly untold: readonly string[];
}

/** Milliseconds after which an agent is ended: it then waits for something nobody foresaw. */
const patience = 200_000;

/** Runs a real agent in a new home and project, with stubs of `supabase`, `psql` and `npx` that only write down what they were asked. */
export async function runAgent(program: Program, wanted: Wanted): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'permahub-agent-'));
  const [home, project, bin, ran] = ['home', 'a shop', 'bin', 'ran'].map((name) => join(folder, name)) as Four;
  const model = await startModel(program.dialect, wanted.calls);
  try {
    for (const path of [home, bin, join(folder, 'tmp'), join(project, 'supabase'), join(project, wanted.within ?? '')])
      mkdirSync(path, { recursive: true });
    writeFileSync(join(project, 'supabase/config.toml'), 'project_id = "shop"\n');
    for (const name of ['supabase', 'psql', 'npx']) writeFileSync(join(bin, name), stub(name, ran), { mode: 0o755 });
    symlinkSync(join(root, 'bin/permahub'), join(bin, 'permahub'));
    const path = [bin, dirname(process.execPath), '/usr/local/bin:/usr/bin:/bin'].join(':');
    // Codex runs a login shell, which sets PATH anew.
    writeFileSync(join(home, '.profile'), `PATH=${path}\n`);
    const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
    const env: NodeJS.ProcessEnv = {
      PATH: path,
      HOME: home,
      TMPDIR: join(folder, 'tmp'),
      LANG: 'C.UTF-8',
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
      ...Object.fromEntries(proxies.map((name) => [name, model.url])),
    };
    spawnSync('git', ['init', '--quiet'], { cwd: project, env });
    const server = { command: process.execPath, args: [wanted.server, ran] };
    const ground: Ground = { home, project, model: model.url, server, env };
    program.prepare(ground);
    const { hook = 'path' } = wanted;
    if (hook === 'project') {
      mkdirSync(join(project, 'node_modules/.bin'), { recursive: true });
      symlinkSync(join(root, 'bin/permahub'), join(project, 'node_modules/.bin/permahub'));
      rmSync(join(bin, 'permahub'));
    }
    if (hook !== 'none') install(program, ground, hook === 'user');
    wanted.afterwards?.({ permahub: join(bin, 'permahub'), project });
    if (wanted.trusted ?? true) await program.trust?.(ground);
    await wanted.looking?.(ground);
    const [command, ...args] = [...program.argv(ground), ...(wanted.more ?? [])] as [string, ...string[]];
    const { status, output } = await ended(command, args, {
      cwd: join(project, wanted.within ?? ''),
      env: { ...env, ...program.env(ground) },
    });
    const lines = existsSync(ran) ? readFileSync(ran, 'utf8').split('\n').filter(Boolean) : [];
    return { status, output, told: model.told, ran: lines, untold: model.untold };
  } finally {
    await model.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
type Four = [string, string, string, string];

/** Writes down what it is asked, but for its version, which the hook asks as well. */
function stub(name: string, ran: string): string {
  return `#!/bin/sh\n[ "$1" = --version ] && { echo 3.1.0; exit 0; }\necho "${name} $*" >>"${ran}"\necho "${name} ran"\n`;
}

function install(program: Program, { project, env }: Ground, user: boolean): void {
  const args = ['hook', 'install', '--agent', program.name, ...(user ? ['--user'] : [])];
  const { status, stderr } = spawnSync(join(root, 'bin/permahub'), args, { cwd: project, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`permahub ${args.join(' ')}: status ${status}: ${stderr}`);
}

function ended(command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  return new Promise<{ status: number | null; output: string }>((done, fail) => {
    // A group of its own: what an agent leaves running is ended with it.
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const end = () => {
      try {
        process.kill(-(child.pid as number), 'SIGKILL');
      } catch {
        // All of it is gone.
      }
    };
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    const timer = setTimeout(end, patience);
    child.on('error', fail);
    child.on('exit', end);
    child.on('close', (status) => {
      clearTimeout(timer);
      done({ status, output });
    });
  });
}
