import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { person } from '../demo/project.ts';
import { type Answer, confirmation, runInTerminal, type TerminalResult } from '../support/pty.ts';
import { root, type Sandbox } from './sandbox.ts';
import { commitSettings, teamSettings } from './team.ts';

/** Another member of the team, who may sign. */
const colleague = { name: 'Jonas Berg', email: 'jonas@harbour.example' };

/** Where somebody sits: a checkout and a home with a key. */
interface Desk {
  readonly folder: string;
  readonly home: string;
  /** Runs the shim at their terminal. */
  readonly supabase: (args: readonly string[], answers?: readonly Answer[]) => Promise<TerminalResult>;
  /** Runs a verb at their terminal. */
  readonly permahub: (args: readonly string[], answers?: readonly Answer[]) => Promise<TerminalResult>;
}

export interface Team {
  /** The owner's desk: the sandbox's own project. */
  readonly owner: Desk;
  /** Another machine: a clone of the same repository. */
  readonly colleague: Desk;
  /** Hands a file of the owner's request folder over to the colleague; gives its path there. */
  readonly handOver: (file: string) => string;
  /** And back, beside the request. */
  readonly handBack: (file: string, request: string) => void;
  /** Gives both a remote of this name, an empty repository that belongs to neither. */
  readonly shareBy: (remote: string) => void;
  /** The colleague's checkout as the owner's stands now. */
  readonly pull: () => void;
}

/** Makes a team of two with keys in a committed allowed_signers file; `environment` is what the sandbox's database is. */
export function makeTeam(box: Sandbox, environment: 'staging' | 'production'): Team {
  const base = dirname(box.project.folder);
  const homes = { owner: box.project.home, colleague: join(base, 'home-of-a-colleague') };
  const keys = [keyIn(homes.owner, person.email), keyIn(homes.colleague, colleague.email)];
  mkdirSync(join(box.project.folder, '.permahub'), { recursive: true });
  box.write('.permahub/allowed_signers', `${keys.join('\n')}\n`);
  commitSettings(box, {
    ...teamSettings,
    environments: { [environment]: { hosts: ['127.0.0.1'] } },
    approvals: { allowedSigners: '.permahub/allowed_signers' },
  });
  const clone = join(base, 'clone');
  git(base, 'clone', '-q', box.project.folder, clone);
  git(clone, 'config', 'user.name', colleague.name);
  git(clone, 'config', 'user.email', colleague.email);
  const theirs = join(clone, 'backups/database/requests');
  const desk = (folder: string, home: string): Desk => {
    const runs =
      (program: string) =>
      (args: readonly string[], answers: readonly Answer[] = [confirmation]) =>
        runInTerminal({
          command: join(root, 'bin', program),
          ...{ args, answers, cwd: folder, timeoutMs: 180_000 },
          env: { ...box.env, HOME: home },
        });
    return { folder, home, supabase: runs('supabase'), permahub: runs('permahub') };
  };
  return {
    owner: desk(box.project.folder, homes.owner),
    colleague: desk(clone, homes.colleague),
    handOver: (file) => {
      mkdirSync(theirs, { recursive: true });
      copyFileSync(file, join(theirs, basename(file)));
      return join(theirs, basename(file));
    },
    handBack: (file, request) => copyFileSync(file, join(dirname(request), basename(file))),
    shareBy: (remote) => {
      const bare = join(base, `${remote}.git`);
      git(base, 'init', '-q', '--bare', bare);
      for (const folder of [box.project.folder, clone]) git(folder, 'remote', 'add', remote, bare);
    },
    pull: () => git(clone, 'pull', '-q'),
  };
}

/** Makes a key without a passphrase; gives its line of allowed_signers. */
function keyIn(home: string, email: string): string {
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const file = join(home, '.ssh/id_ed25519');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', email, '-f', file]);
  return `${email} ${readFileSync(`${file}.pub`, 'utf8').trim()}`;
}

function git(cwd: string, ...args: string[]): void {
  execFileSync('git', args, { cwd, stdio: 'pipe' });
}
