import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { person } from '../demo/project.ts';
import { realClis, type Sandbox } from './sandbox.ts';

/** Settings as the demo project has them, every loopback port being staging. */
export const teamSettings = {
  owner: person,
  cli: realClis['3.1.0'] as string,
  environments: { staging: { hosts: ['127.0.0.1'] } },
};

/** Writes the settings and commits everything: only what is committed counts for policy. */
export function commitSettings(box: Sandbox, settings: object): void {
  rmSync(join(box.project.folder, '.permahubrc.json'), { recursive: true, force: true });
  box.write('.permahubrc.json', `${JSON.stringify(settings, null, 2)}\n`);
  commitAll(box);
}

/** Commits whatever is in the project folder. */
export function commitAll(box: Sandbox): void {
  const who = ['-c', `user.name=${person.name}`, '-c', `user.email=${person.email}`];
  const git = (...args: string[]) => execFileSync('git', args, { cwd: box.project.folder, stdio: 'pipe' });
  git('add', '-A');
  git(...who, 'commit', '-qm', 'Change', '--allow-empty');
}
