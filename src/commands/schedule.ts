import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { type Plan, planId, planRuns, type Run, type Timers } from '../duties/plan.ts';
import { cronTimers } from '../duties/timers/cron.ts';
import { githubTimers } from '../duties/timers/github.ts';
import { launchdTimers } from '../duties/timers/launchd.ts';
import { systemdTimers } from '../duties/timers/systemd.ts';
import { nextRun } from '../duties/times.ts';
import { Failure } from '../failures.ts';
import { type Line, printLines } from '../terminal/style.ts';
import { when } from '../terminal/when.ts';
import { counted } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';
import { openProject, type Project } from './project.ts';
import { scheduledTargets } from './schedule-targets.ts';
import { targetFlags } from './target.ts';
import { type Done, namesIn, removeTimers, writeTimers } from './timer-files.ts';

interface Place {
  readonly timers: Timers;
  readonly directory: (home: string, root: string) => string;
}

const platforms = {
  systemd: { timers: systemdTimers, directory: (home) => join(home, '.config/systemd/user') },
  cron: { timers: cronTimers, directory: (home) => join(home, '.config/permahub') },
  launchd: { timers: launchdTimers, directory: (home) => join(home, 'Library/LaunchAgents') },
  github: { timers: githubTimers, directory: (_home, root) => join(root, '.github/workflows') },
} satisfies Record<string, Place>;

type Platform = keyof typeof platforms;

/** `permahub schedule`: the platform's own timers for backups and restore tests, printed, written or removed. 0 when it did. */
export async function schedule(options: {
  readonly target: string | null;
  readonly platform: Platform | null;
  readonly mode: 'print' | 'write' | 'remove';
  /** Where the files go; the platform's own place when null. */
  readonly directory: string | null;
}): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const platform = options.platform ?? platformHere();
  const place: Place = platforms[platform];
  const root = project.git.root ?? project.surroundings.workdir;
  const directory = resolve(options.directory ?? place.directory(process.env.HOME || homedir(), root));
  const folder = folderOf(project, platform);
  if (options.mode === 'remove') return remove(planId(folder), place.timers, directory);
  const { targets, leftOut, major } = await scheduledTargets(project, options.target);
  const plan = planOf(folder, targets, major);
  const files = filesOf(place.timers, plan);
  if (options.mode === 'write') say(writeTimers(directory, files).map(doneWords));
  else process.stdout.write(files.map(({ name, text }) => `--- ${join(directory, name)}\n${text}`).join('\n'));
  const names = files.map(({ name }) => name);
  const others = ownedIn(place.timers, plan.id, directory, 'written').filter((name) => !names.includes(name));
  printLines([
    ...(options.mode === 'print' ? heading('Nothing was written; --write writes these files.') : []),
    ...(platform === 'github' ? [] : onThisMachine(plan.runs)),
    ...place.timers.notes.flatMap(bullet),
    ...leftOut.flatMap((label) => bullet(`NOT scheduled: ${label}. Name its URL, without password, with --target.`)),
    ...(others.length > 0
      ? bullet(
          `${counted(others.length, 'file')} for other targets of this project ${others.length === 1 ? 'is' : 'are'} there as well.`,
        )
      : []),
    ...heading(options.mode === 'print' ? 'Once they are written, this makes them run:' : 'This makes them run:'),
    { text: place.timers.activate({ directory, names }), tone: 'plain', whole: true },
  ]);
  return 0;
}

/** Removes every timer of this project that is there, for whatever target. */
function remove(id: string, timers: Timers, directory: string): number {
  const names = ownedIn(timers, id, directory, 'removed');
  say(removeTimers(directory, names).map(doneWords));
  if (names.length === 0) say([`permahub: no timer of this project is in ${directory}.`]);
  else
    printLines([
      ...heading('This makes them stop:'),
      { text: timers.deactivate({ directory, names }), tone: 'plain', whole: true },
    ]);
  return 0;
}

function ownedIn(timers: Timers, id: string, directory: string, done: string): string[] {
  return namesIn(directory, done).filter((name) => timers.owns(id, name));
}

/** What this machine has. */
function platformHere(): Platform {
  if (process.platform === 'darwin') return 'launchd';
  return existsSync('/run/systemd/system') ? 'systemd' : 'cron';
}

/** The project's folder; for a workflow, which runs in a checkout of its own, relative to the repository's root. */
function folderOf({ surroundings, git }: Project, platform: Platform): string {
  const folder = surroundings.projectFolder ?? surroundings.workdir;
  return platform === 'github' ? relative(git.root ?? surroundings.workdir, folder) || '.' : folder;
}

function planOf(folder: string, targets: Parameters<typeof planRuns>[1], major: number): Plan {
  const program = [process.execPath, fileURLToPath(new URL('../bin/permahub', import.meta.url))];
  for (const path of [folder, ...program])
    if (/[\p{Cc}\u2028\u2029]|[\\\s]$/u.test(path))
      throw new Failure('schedule-path', { path: JSON.stringify(path), problem: 'it holds a line break or the like' });
  return { id: planId(folder), runs: planRuns(folder, targets), folder, program, version: manifest.version, major };
}

function filesOf(timers: Timers, plan: Plan) {
  try {
    return timers.files(plan);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure('schedule-path', { path: plan.folder, problem: error.message }, { cause: error });
  }
}

function onThisMachine(runs: readonly Run[]): Line[] {
  const now = new Date();
  const next = runs.flatMap(({ times, words }) => bullet(`next: ${when(nextRun(times, now), now)}, ${words}`));
  return [...next, ...passwords(runs)];
}

function passwords(runs: readonly Run[]): Line[] {
  const files = new Map(runs.map(({ password }) => [password.file, password]));
  return [...files.values()].flatMap(({ variable, file, required, of }) => {
    const where = `~/.config/permahub/${file} (chmod 600), as ${variable}='…'`;
    return bullet(`The password of ${of}: ${required ? where : `~/.pgpass, or ${where}`}. No timer holds it.`);
  });
}

function doneWords({ path, what }: Done): string {
  return `permahub: ${what}: ${path}`;
}

function say(lines: readonly string[]): void {
  printLines(lines.map((text) => ({ text, tone: 'plain' })));
}

function bullet(words: string): Line[] {
  return indented(words, 2).map((text) => ({ text, tone: 'plain' }));
}

function heading(text: string): Line[] {
  return [{ text, tone: 'title' }];
}
