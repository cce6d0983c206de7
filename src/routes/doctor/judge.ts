import type { Manager } from '../install/managers.ts';
import type { Probe, Ran, Route } from './types.ts';

/** What else is known when an answer is judged. */
export interface Known {
  readonly nonce: string;
  /** The folder that goes first on PATH. */
  readonly folder: string;
  /** The project here: what stands at its node_modules/.bin/supabase. */
  readonly project: { readonly command: 'guard' | 'other' | 'absent'; readonly manager: Manager } | null;
  /** Whether the set-up of this probe's shell is as `permahub install` writes it. */
  readonly isSetUp: boolean;
  /** Whether SUPABASE_CLI_BINARY_OVERRIDE names the guard in this terminal. */
  readonly isOverridden: boolean;
  /** Whether every shell with a set-up of ours starts guarded: then only this terminal is old. */
  readonly isNewTerminalGuarded: boolean;
  /** Seconds a probe has. */
  readonly patience: number;
}

/** What npm and its kin say of a command that they do not have, and shells of one that is nowhere. */
const notInstalled = /canceled due to missing packages|ENOTCACHED/;
const notThere =
  /not found|no such file|canceled due to missing packages|ENOTCACHED|could not (?:find|determine)|couldn't find|ERR_PNPM_NO_PKG_MANIFEST/i;
const oldCopies = ', for a copy of 2.100 or newer; an older one goes past it';
const otherManager = /configured to use|only-allow|packageManager/i;

/** Who answered a probe: the guard, with our nonce; the real CLI, with its version; or nobody. Pure. */
export function judge(probe: Probe, ran: Ran, known: Known): Route {
  const { route } = probe;
  const said = `${ran.stdout}\n${ran.stderr}`;
  if (said.split('\n').some((line) => line.trim() === `permahub-probe ${known.nonce}`))
    return { route, state: 'guarded', detail: `the guard answered${probe.byDownload ? oldCopies : ''}`, mend: null };
  if (said.includes('permahub: the guard is not at '))
    return {
      ...{ route, state: 'open', detail: 'the guard is gone from its place, and nothing runs' },
      mend: 'npm install --global permahub && permahub install',
    };
  const open = (detail: string): Route => ({ route, state: 'open', detail, mend: mendOf(probe, known) });
  // git sends what its hooks print to stderr; Yarn 1 goes on talking after the command.
  const lines = (ran.stdout.trim() || ran.stderr.trim()).split('\n').map((line) => line.trim());
  const versions = (probe.byPackageManager ? lines : lines.slice(-1)).map(
    (line) => /^v?(\d+\.\d+\.\d\S*)$/.exec(line)?.[1],
  );
  const version = versions.findLast((one) => one !== undefined);
  if (version !== undefined) return open(`the real CLI ${version} answered`);
  if (probe.byDownload) return open('npx supabase@…, pnpm dlx and the like run a CLI of their own, past the guard');
  if (ran.ended === 'too late') return open(`no answer in ${known.patience} s`);
  if (probe.route === 'npx supabase' && notInstalled.test(said) && !known.isOverridden)
    return open('it is not installed here: npx would fetch the real CLI and run it');
  if (ran.ended === 'not there' || ran.status === 127 || notThere.test(said))
    return { route, state: 'absent', detail: 'no supabase is found there', mend: null };
  if (said.includes("'hook' is not a git command"))
    return { route, state: 'absent', detail: 'this git starts hooks only at a commit', mend: null };
  if (otherManager.test(said))
    return { route, state: 'absent', detail: 'this project uses another package manager', mend: null };
  return open(`something else answered, with ${ran.status === null ? 'a signal' : `status ${ran.status}`}`);
}

function mendOf(probe: Probe, known: Known): string {
  if (probe.start === 'bare') return `in the crontab, above what calls it: PATH=${known.folder}:/usr/bin:/bin`;
  if (probe.shell !== undefined)
    return known.isSetUp
      ? "its set-up puts another folder first later on: move permahub's block to the end"
      : `permahub install --machine --shell ${probe.shell}`;
  if (probe.byPackageManager && known.project?.command === 'other' && !isPastBin(probe, known.project.manager))
    return 'permahub install --project';
  if (probe.byPackageManager && known.isOverridden)
    return 'supabase 2.100 or newer in this project: older ones do not know the variable that sends them to the guard';
  if (known.isNewTerminalGuarded) return 'open a new terminal: this one is older than the set-up';
  return probe.byPackageManager || probe.byDownload ? 'permahub install --machine' : 'permahub install';
}

/** Yarn 2 and newer start the program that the package names, whatever lies in node_modules/.bin. */
function isPastBin(probe: Probe, manager: Manager): boolean {
  return probe.program === 'yarn' && manager.startsWith('yarn 2');
}
