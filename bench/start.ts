import { spawnSync } from 'node:child_process';
import { lutimesSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { rememberCli } from '../src/cli/launch/remember.ts';
import { personal } from '../test/support/personal.ts';
import { repository } from '../test/support/repository.ts';

/** What starting through the guard costs: each round runs every line once, one after another, so that all meet the same machine. */
const rounds = Number(process.argv[2] ?? 15);
const root = resolve('.');
const launcher = createRequire(join(root, 'package.json')).resolve('supabase-3/dist/supabase.js');
const native = join(dirname(createRequire(launcher).resolve('@supabase/cli-linux-x64/package.json')), 'bin/supabase');
const nothing = realpathSync('/bin/true');
const [shim, permahub] = ['supabase', 'permahub'].map((name) => join(root, 'bin', name)) as [string, string];

const home = realpathSync(mkdtempSync(join(tmpdir(), 'permahub-bench-')));
const real = project({ cli: launcher });
// Its real CLI is /bin/true, which tells no version: what is known of it is written by hand.
const stub = project({});
const { NODE_ENV: _, ...own } = personal(process.env);
const env = {
  ...own,
  HOME: home,
  XDG_CACHE_HOME: join(home, 'cache'),
  NO_COLOR: '1',
  SUPABASE_TELEMETRY_DISABLED: '1',
};
const cli = { path: nothing, version: '3.1.0', era: 'v3', foundIn: 'settings' } as const;
rememberCli(cli, { place: nothing, file: nothing, deciding: [] }, { cwd: stub, env }, Date.now());

interface Line {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly status: number;
}
const line = (name: string, cwd: string, command: Line['command'], status = 0): Line => ({
  name,
  command,
  cwd,
  status,
});
const lines: readonly Line[] = [
  line('/bin/true', stub, [nothing, '--version']),
  line('guard, /bin/true behind it', stub, [shim, '--version']),
  line('guard through Node, /bin/true behind it', stub, [shim, 'db', 'push', '--dry-run']),
  line('native --version', real, [native, '--version']),
  line("npm's launcher --version", real, [process.execPath, launcher, '--version']),
  line('guard --version', real, [shim, '--version']),
  // Nothing listens on the project's port: both say so.
  line('native db push --dry-run', real, [native, 'db', 'push', '--dry-run'], 1),
  line('guard db push --dry-run', real, [shim, 'db', 'push', '--dry-run'], 1),
  line('permahub explain -- projects list', real, [permahub, 'explain', '--', 'projects', 'list']),
  line('permahub explain -- db reset', real, [permahub, 'explain', '--', 'db', 'reset']),
  line('refusal: db reset without a terminal', real, [shim, 'db', 'reset'], 77),
  line('node -e 0', real, [process.execPath, '-e', '0']),
];

const before = loadavg()[0]!;
const times = new Map<string, number[]>(lines.map(({ name }) => [name, []]));
try {
  // The first round asks for the version and keeps what it finds; it counts for nothing.
  for (let round = -1; round < rounds; round++)
    for (const { name, command, cwd, status } of lines) {
      const [program, ...args] = command;
      const began = performance.now();
      const ran = spawnSync(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const took = performance.now() - began;
      if (ran.status !== status) throw new Error(`${name} ended with ${ran.status ?? ran.signal}: ${ran.stderr}`);
      if (round >= 0) times.get(name)!.push(took);
    }
  report();
} finally {
  for (const folder of [home, real, stub]) rmSync(folder, { recursive: true, force: true });
}

function report(): void {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(
    `Node ${process.version}, medians of ${rounds} rounds, load ${before.toFixed(1)} before and ${loadavg()[0]!.toFixed(1)} after`,
  );
  const node = median(times.get('node -e 0')!);
  for (const { name } of lines) {
    const middle = median(times.get(name)!);
    // A slow machine is slow at both, so this hardly depends on its load.
    const starts = (middle / node).toFixed(2);
    say(`${name.padEnd(42)} ${middle.toFixed(1).padStart(8)} ms = ${starts.padStart(6)} empty starts of Node`);
  }
  say('');
  difference('harmless, launcher alone', 'guard, /bin/true behind it', '/bin/true', 5);
  difference('harmless, real CLI', 'guard --version', 'native --version', 5);
  const ratio = median(pairs('guard --version', "npm's launcher --version").map(([guard, npm]) => guard / npm));
  say(`${"harmless / npm's launcher".padEnd(42)} ${ratio.toFixed(3).padStart(8)}    goal < 1.0`);
  difference('db push --dry-run, Node alone', 'guard through Node, /bin/true behind it', '/bin/true', 60);
  difference('db push --dry-run, real CLI', 'guard db push --dry-run', 'native db push --dry-run', 60);
  for (const [name, goal] of [
    ['permahub explain -- projects list', 150],
    ['permahub explain -- db reset', 150],
    ['refusal: db reset without a terminal', 200],
  ] as const)
    say(
      `${name.padEnd(42)} ${median(times.get(name)!).toFixed(1).padStart(8)} ms goal <= ${goal}; ${inStarts(median(times.get(name)!), goal)}`,
    );

  /** The median of what the rounds differ by: load that comes and goes meets both. */
  function difference(what: string, guard: string, bare: string, goal: number): void {
    const more = median(pairs(guard, bare).map(([a, b]) => a - b));
    say(
      `${what.padEnd(42)} ${`${more < 0 ? '' : '+'}${more.toFixed(1)}`.padStart(8)} ms goal <= +${goal}; ${inStarts(more, goal)}`,
    );
  }

  /** The goals were set in milliseconds where an empty start of Node took 37: in such starts they mean the same on every machine. */
  function inStarts(ms: number, goal: number): string {
    return `${(ms / node).toFixed(1)} empty starts, goal ${(goal / 37).toFixed(1)}`;
  }
}

function pairs(one: string, other: string): [number, number][] {
  const others = times.get(other)!;
  return times.get(one)!.map((time, at) => [time, others[at]!]);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** A committed project with one migration, an hour old: what is younger than two seconds is looked for anew each time. */
function project(settings: object): string {
  const { folder, write, commit } = repository();
  write('.permahubrc.json', settings);
  write('supabase/config.toml', 'project_id = "bench"\n[db]\nport = 54998\nshadow_port = 54997\n');
  write('supabase/migrations/20250101000000_users.sql', 'create table public.users (id int primary key);\n');
  write('package.json', '{"name": "bench"}');
  commit();
  const then = new Date(Date.now() - 3_600_000);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lutimesSync(join(folder, name), then, then);
  lutimesSync(folder, then, then);
  return folder;
}
