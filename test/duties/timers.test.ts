import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLoadersSync } from 'cosmiconfig';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Plan, planId, planRuns, type Run } from '../../src/duties/plan.ts';
import { cronTimers } from '../../src/duties/timers/cron.ts';
import { githubTimers } from '../../src/duties/timers/github.ts';
import { launchdTimers } from '../../src/duties/timers/launchd.ts';
import { ownerOf, sealed } from '../../src/duties/timers/seal.ts';
import { systemdTimers } from '../../src/duties/timers/systemd.ts';
import { readCronLine, readExec, readPlist, readUnit, specifiers } from './readers.ts';
import { production, staging } from './state.ts';

/** Everything the formats and sh give a meaning to. */
const nasty = `a b/50% %h $HOME "q" 'x' \`id\` & <y> ;#\\z é`;
const url = 'postgresql://us%20er%21@db.example.com:5432/my%24db?sslmode=require';
let root: string;
let plan: Plan;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'permahub-test-timers-'));
  const folder = join(root, nasty);
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(root, '.config/permahub'), { recursive: true });
  mkdirSync(join(root, 'Library/Logs'), { recursive: true });
  const program = [join(folder, 'no de'), join(folder, 'permahub')];
  // In the place of node: writes down where it was started, with which password and which words.
  writeFileSync(
    program[0] as string,
    '#!/bin/sh\nprintf "%s\\n" "$PWD" "$PGPASSWORD" "$@" >"$HOME"/record\necho said; exit $((FAILS))\n',
  );
  chmodSync(program[0] as string, 0o755);
  const runs = planRuns(folder, [
    { target: production, argument: production.key },
    { target: { ...staging, label: 'staging' }, argument: url },
  ]);
  for (const { password } of runs)
    writeFileSync(join(root, '.config/permahub', password.file), `${password.variable}='it is secret'\n`);
  plan = { id: planId(folder), runs, folder, program, version: '1.2.3', major: 17 };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const runOf = (kind: Run['kind'], environment: string) =>
  plan.runs.find((run) => run.kind === kind && run.words.includes(`(${environment})`)) as Run;

/** Runs a line as a timer would, with nothing in the environment; gives what the program was started with. */
function ran(command: string, more: Record<string, string> = {}) {
  rmSync(join(root, 'record'), { force: true });
  const env = { PATH: '/usr/bin:/bin', HOME: root, ...more };
  const said = execFileSync('/bin/sh', ['-c', command], { cwd: root, env, encoding: 'utf8', stdio: 'pipe' });
  const [folder, password, ...args] = readFileSync(join(root, 'record'), 'utf8').trimEnd().split('\n');
  return { folder, password, args, said };
}

test('production is backed up every 6 hours, staging daily, both tested weekly, local never', () => {
  const runs = planRuns('/srv/shop', [
    { target: production, argument: 'ref' },
    { target: staging, argument: url },
    { target: { ...staging, environment: 'local' }, argument: 'local' },
  ]);
  expect(runs.map(({ kind, args, times }) => [kind, args, times.hours, times.weekday])).toEqual([
    [
      'backup',
      ['backup', '--scheduled', '--target', 'ref', '--why', 'scheduled: production, every 6 hours'],
      [0, 6, 12, 18],
      null,
    ],
    ['verify', ['verify', '--weekly', '--target', 'ref'], [5], 0],
    ['backup', ['backup', '--scheduled', '--target', url, '--why', 'scheduled: staging, daily'], [4], null],
    ['verify', ['verify', '--weekly', '--target', url], [5], 0],
  ]);
});

describe('systemd', () => {
  const file = (name: string) => systemdTimers.files(plan).find((each) => each.name === name)?.text ?? '';

  test('starts exactly the command, in the folder, with the file of the password', () => {
    for (const run of plan.runs) {
      const { Unit, Service, ...others } = readUnit(file(`${run.id}.service`));
      expect(others).toEqual({});
      expect(Object.keys(Unit ?? {})).toEqual(['Description']);
      const { Type, WorkingDirectory, EnvironmentFile, ExecStart, ...rest } = Service ?? {};
      expect([Type, rest]).toEqual(['oneshot', {}]);
      expect(specifiers(WorkingDirectory ?? '')).toBe(plan.folder);
      expect(specifiers(EnvironmentFile ?? '', { h: '/home/ann' })).toBe(
        `${run.password.required ? '' : '-'}/home/ann/.config/permahub/${run.password.file}`,
      );
      expect(readExec(ExecStart ?? '')).toEqual(['/usr/bin/env', ...plan.program, ...run.args]);
    }
  });

  test('runs at its times, and makes up for what was missed', () => {
    const timer = (run: Run) => readUnit(file(`${run.id}.timer`));
    expect(timer(runOf('backup', 'production'))).toEqual({
      Unit: { Description: 'permahub: a verified backup of tsrqponmlkjihgfedcba (production), every 6 hours' },
      Timer: { OnCalendar: '*-*-* 00,06,12,18:00:00', RandomizedDelaySec: '10min', Persistent: 'true' },
      Install: { WantedBy: 'timers.target' },
    });
    expect(timer(runOf('backup', 'staging')).Timer?.OnCalendar).toBe('*-*-* 04:00:00');
    expect(timer(runOf('verify', 'staging')).Timer?.OnCalendar).toBe('Sun *-*-* 05:00:00');
  });
});

describe('cron', () => {
  const lines = () =>
    cronTimers.files(plan).flatMap(({ text }) => text.split('\n').filter((line) => /^[^#]/.test(line)));

  test('runs exactly the command at its times, in the folder, with the password', () => {
    const read = lines().map(readCronLine);
    expect(read.map(({ fields }) => fields)).toEqual([
      ['0', '0,6,12,18', '*'],
      ['0', '5', '0'],
      ['0', '4', '*'],
      ['0', '5', '0'],
    ]);
    read.forEach(({ command }, at) => {
      const password = plan.runs[at]?.password.variable === 'PGPASSWORD' ? 'it is secret' : '';
      expect(ran(command)).toEqual({
        ...{ folder: plan.folder, password, said: '' },
        args: [plan.program[1], ...(plan.runs[at]?.args ?? [])],
      });
    });
  });

  test('says what was said only when it failed, with its status', () => {
    const command = readCronLine(lines()[0] ?? '').command;
    try {
      ran(command, { FAILS: '75' });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ status: 75, stdout: 'said\n' });
    }
  });

  test('needs no file where ~/.pgpass may hold the password, and fails without one where nothing else can', () => {
    const [required, , optional] = lines().map((line) => readCronLine(line).command) as [string, string, string];
    const files = plan.runs.map(({ password }) => join(root, '.config/permahub', password.file));
    const texts = files.map((path) => readFileSync(path, 'utf8'));
    for (const path of files) rmSync(path, { force: true });
    try {
      expect(ran(optional).password).toBe('');
      expect(() => ran(required)).toThrow(/No such file/);
      expect(existsSync(join(root, 'record'))).toBe(false);
    } finally {
      files.forEach((path, at) => {
        writeFileSync(path, texts[at] as string);
      });
    }
  });

  test('refuses a line that cron would cut off', () => {
    expect(() => cronTimers.files({ ...plan, folder: `/${'x'.repeat(900)}` })).toThrow(
      /^the line for cron has 1\d{3} characters, 990 at most$/,
    );
  });

  test('is put in by one command as often as you like, beside what is there, and taken out by one', () => {
    // The real crontab program wants a spool of the system; this one keeps its table in a file, and does as much as we need of it.
    writeFileSync(
      join(root, 'crontab'),
      '#!/bin/sh\ncase $1 in -l) cat "$HOME"/table ;; -) cat >"$HOME"/new; mv "$HOME"/new "$HOME"/table ;; esac\n',
    );
    chmodSync(join(root, 'crontab'), 0o755);
    const directory = join(root, 'timers here');
    mkdirSync(directory);
    const files = cronTimers.files(plan);
    for (const { name, text } of files) writeFileSync(join(directory, name), text);
    const of = { directory, names: files.map(({ name }) => name) };
    const env = { PATH: `${root}:/usr/bin:/bin`, HOME: root };
    const shell = (command: string) => execFileSync('/bin/sh', ['-c', command], { env });
    const table = () => readFileSync(join(root, 'table'), 'utf8');
    shell(cronTimers.activate(of));
    expect(table()).toBe(files.map(({ text }) => text).join(''));
    writeFileSync(join(root, 'table'), `MAILTO=ann\n${table()}1 2 * * * own\n`);
    for (const _ of [1, 2]) {
      shell(cronTimers.activate(of));
      expect(table()).toBe(`MAILTO=ann\n1 2 * * * own\n${files.map(({ text }) => text).join('')}`);
    }
    shell(cronTimers.deactivate(of));
    expect(table()).toBe('MAILTO=ann\n1 2 * * * own\n');
  });
});

test('launchd runs exactly the command at its times, in the folder, with the password', () => {
  const lists = launchdTimers.files(plan);
  expect(lists.map(({ name }) => name)).toEqual(plan.runs.map(({ id }) => `${id}.plist`));
  lists.forEach(({ text }, at) => {
    const run = plan.runs[at] as Run;
    const { ProgramArguments, ...list } = readPlist(text) as { ProgramArguments: string[] };
    expect(list).toEqual({
      Label: run.id,
      EnvironmentVariables: { PATH: '/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' },
      StartCalendarInterval: run.times.hours.map((Hour) => ({
        ...(run.times.weekday === null ? {} : { Weekday: run.times.weekday }),
        ...{ Hour, Minute: 0 },
      })),
    });
    expect(ProgramArguments.slice(0, 2)).toEqual(['/bin/sh', '-c']);
    expect(ran(ProgramArguments[2] as string)).toMatchObject({
      folder: plan.folder,
      args: [plan.program[1], ...run.args],
    });
  });
  expect(readFileSync(join(root, 'Library/Logs/permahub.log'), 'utf8')).toBe('');
});

describe('GitHub Actions', () => {
  interface Workflow {
    readonly name: string;
    readonly on: { readonly schedule: readonly { readonly cron: string }[] };
    readonly defaults: { readonly run: { readonly 'working-directory': string } };
    readonly jobs: {
      readonly backup: { readonly steps: readonly { run?: string; name?: string; env?: Record<string, string> }[] };
    };
  }
  const workflows = () =>
    githubTimers.files(plan).map(({ name, text }) => defaultLoadersSync['.yml'](name, text) as Workflow);

  test('has one workflow for each backup, at its times and in its folder', () => {
    expect(workflows().map(({ on, defaults }) => [on.schedule, defaults.run])).toEqual([
      [[{ cron: '17 0,6,12,18 * * *' }], { 'working-directory': plan.folder }],
      [[{ cron: '17 4 * * *' }], { 'working-directory': plan.folder }],
    ]);
    for (const { on } of workflows())
      for (const { cron } of on.schedule) expect(readCronLine(`${cron} true`).command).toBe('true');
  });

  test('runs exactly the command, with a secret of its own for each target', () => {
    writeFileSync(join(root, 'npx'), `#!/bin/sh\nexec ${JSON.stringify(join(root, 'n'))} "$@"\n`);
    writeFileSync(join(root, 'n'), '#!/bin/sh\nprintf "%s\\n" "$PWD" "$PGPASSWORD" "$@" >"$HOME"/record\n');
    for (const name of ['npx', 'n']) chmodSync(join(root, name), 0o755);
    const steps = workflows().map(({ jobs }) => jobs.backup.steps.find(({ env }) => env));
    expect(steps.map((step) => ran(step?.run ?? '', { PATH: `${root}:/usr/bin:/bin` }).args)).toEqual(
      (['production', 'staging'] as const).map((environment) => [
        '--yes',
        'permahub@1.2.3',
        ...runOf('backup', environment).args,
      ]),
    );
    const secrets = steps.map((step) => Object.entries(step?.env ?? {})[0] ?? ['', '']);
    expect(secrets.map(([variable]) => variable)).toEqual(['SUPABASE_DB_PASSWORD', 'PGPASSWORD']);
    for (const [, secret] of secrets) expect(secret).toMatch(/^\$\{\{ secrets\.PERMAHUB_[A-Z0-9_]+ \}\}$/);
    expect(new Set(secrets.map(([, secret]) => secret)).size).toBe(2);
  });

  test('installs client and server of the right version, and fails until somebody keeps the backup', () => {
    const [first] = workflows();
    expect(first?.jobs.backup.steps.map(({ run }) => run ?? '').join('\n')).toContain(
      'apt-get install -y postgresql-client-17 postgresql-17',
    );
    const keep = first?.jobs.backup.steps.find(({ name }) => name === 'Keep the backup')?.run ?? '';
    expect(() => execFileSync('/bin/sh', ['-ec', keep], { stdio: 'pipe' })).toThrow(/thrown away with the runner/);
  });
});

test('no timer holds a password, whatever the target', () => {
  for (const { files } of [systemdTimers, cronTimers, launchdTimers, githubTimers])
    expect(
      files(plan)
        .map(({ text }) => text)
        .join(),
    ).not.toContain('it is secret');
});

test('a file knows whether it is ours, edited since, or somebody else’s', () => {
  for (const form of ['hash', 'xml'] as const) {
    const text = sealed('one\ntwo\n', form, 1);
    expect(text.split('\n')[0]).toBe('one');
    expect(ownerOf(text)).toBe('ours');
    expect(ownerOf(text.replace('two', 'three'))).toBe('edited');
    expect(ownerOf('one\ntwo\n')).toBe('foreign');
  }
});
