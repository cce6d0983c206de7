import type { Probe, Ran, Route } from './types.ts';

/** What else is known when an answer is judged. */
export interface Known {
  readonly nonce: string;
  /** The folder that goes first on PATH. */
  readonly folder: string;
  readonly isProject: boolean;
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
const notThere =
  /not found|no such file|canceled due to missing packages|could not (?:find|determine)|couldn't find|ERR_PNPM_NO_PKG_MANIFEST/i;
const otherManager = /configured to use|only-allow|packageManager/i;

/** Who answered a probe: the guard, with our nonce; the real CLI, with its version; or nobody. Pure. */
export function judge(probe: Probe, ran: Ran, known: Known): Route {
  const { route } = probe;
  const said = `${ran.stdout}\n${ran.stderr}`;
  if (said.split('\n').some((line) => line.trim() === `permahub-probe ${known.nonce}`))
    return { route, state: 'guarded', detail: 'the guard answered', mend: null };
  if (said.includes('permahub: the guard is not at '))
    return {
      ...{ route, state: 'open', detail: 'the guard is gone from its place, and nothing runs' },
      mend: 'npm install --global permahub && permahub install',
    };
  const open = (detail: string): Route => ({ route, state: 'open', detail, mend: mendOf(probe, known) });
  // git sends what its hooks print to stderr.
  const last = (ran.stdout.trim() || ran.stderr.trim()).split('\n').at(-1)?.trim() ?? '';
  const version = /^v?(\d+\.\d+\.\d\S*)$/.exec(last)?.[1];
  if (version !== undefined) return open(`the real CLI ${version} answered`);
  if (ran.ended === 'too late') return open(`no answer in ${known.patience} s`);
  if (probe.route === 'npx supabase' && /canceled due to missing packages/.test(said) && !known.isOverridden)
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
  if (probe.byPackageManager === true && known.isProject) return 'permahub install --project';
  return known.isNewTerminalGuarded ? 'open a new terminal: this one is older than the set-up' : 'permahub install';
}
