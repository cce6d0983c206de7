import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checklists } from '../../src/checklists/items.ts';
import { writeRecord } from '../../src/guard/checklist-files.ts';
import { person } from '../demo/project.ts';
import { type Machine, realClis, type Sandbox } from './sandbox.ts';

/** Settings as the demo project has them, every loopback port being staging. */
export const teamSettings = {
  owner: person,
  cli: realClis['3.1.0'] as string,
  environments: { staging: { hosts: ['127.0.0.1'] } },
};

/** Writes the settings and commits everything: only what is committed counts for policy. */
export function commitSettings(box: Machine, settings: object): void {
  rmSync(join(box.project.folder, '.permahubrc.json'), { recursive: true, force: true });
  box.write('.permahubrc.json', `${JSON.stringify(settings, null, 2)}\n`);
  commitAll(box);
}

/** Commits whatever is in the project folder. */
export function commitAll(box: Machine): void {
  const who = ['-c', `user.name=${person.name}`, '-c', `user.email=${person.email}`];
  const git = (...args: string[]) => execFileSync('git', args, { cwd: box.project.folder, stdio: 'pipe' });
  git('add', '-A');
  git(...who, 'commit', '-qm', 'Change', '--allow-empty');
}

const required: Readonly<Record<string, 'reset' | 'production'>> = {
  'db reset': 'reset',
  'db push': 'production',
  'migration up': 'production',
};

/**
 * What a careful team did before a staging reset, or a push to production: its checklist, gone through for this URL at this
 * commit. It is recorded by the product itself; how people get there is checklist.test.ts's. Other commands need none.
 */
export async function readyFor(
  box: Pick<Sandbox, 'project' | 'backups'>,
  args: readonly string[],
  backups = box.backups,
): Promise<void> {
  const checklist = required[args.slice(0, 2).join(' ')];
  const url = args.find((arg) => /^(--remote=)?postgres/.test(arg))?.replace('--remote=', '');
  if (checklist === undefined || url === undefined) return;
  const { hostname, port, pathname } = new URL(url);
  const at = new Date().toISOString();
  const git = (...words: string[]) => execFileSync('git', words, { cwd: box.project.folder, encoding: 'utf8' }).trim();
  const folder = join(box.project.folder, 'supabase/migrations');
  const hash = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  await writeRecord(backups, {
    ...{ schema: 1, checklist, target: `${hostname}:${port}${pathname}`, at, by: person.name },
    commit: git('rev-parse', 'HEAD'),
    migrations: Object.fromEntries(readdirSync(folder).map((file) => [`supabase/migrations/${file}`, hash(file)])),
    items: checklists[checklist].items.map(({ id, words }) => ({
      ...{ id, words, by: 'person', state: 'done', how: 'answered yes', detail: [], who: person.name, at },
    })),
  });
}
