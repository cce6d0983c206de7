import type { FlagUse, Invocation } from '../invocation/types.ts';

/** What a command acts on when no target flag is given: `hosted` is a project by the API, not its database. */
export type DefaultTarget = 'local' | 'linked' | 'none' | 'hosted';

/** What defaults and flags choose, before project files and environment are asked. */
export type Choice =
  | { readonly kind: 'local' | 'linked' | 'none' }
  | { readonly kind: 'ref' | 'branch' | 'url'; readonly value: string }
  | { readonly kind: 'problem'; readonly problem: string };

const selectors = ['remote', 'linked', 'local', 'db-url'];
const names = [...selectors, 'project-ref', 'project-id'];
const projectRef = /^[a-z]{20}$/;
const yes = /^(true|yes|on|1|y)$/i;
const no = /^(false|no|off|0|n)$/i;

/** Is this the form of a project ref: 20 lowercase letters? */
export function isProjectRef(text: string): boolean {
  return projectRef.test(text);
}

/** Which target the flags choose, per era; contradictions, duplicates and `=false` are problems, never guesses. */
export function chooseTarget(invocation: Invocation, defaultTarget: DefaultTarget): Choice {
  const uses = invocation.flags.filter((flag) => names.includes(flag.name) && !namesLocalProject(invocation, flag));
  const twice = uses.find((flag, at) => uses.findIndex((other) => other.name === flag.name) !== at);
  if (twice) return problem(`--${twice.name} is given more than once`);
  const off = uses.find((flag) => /^(linked|local)$/.test(flag.name) && flag.value !== 'true');
  if (off) return problem(`--${off.name}=${off.value} means different targets to different CLI versions; leave it out`);
  const chosen = uses.filter((flag) => selectors.includes(flag.name));
  if (chosen.length > 1) return problem(`${chosen.map((flag) => `--${flag.name}`).join(' and ')} exclude each other`);
  const refs = uses.filter((flag) => !selectors.includes(flag.name));
  if (refs.length > 1) return problem('--project-ref and --project-id exclude each other');
  if (invocation.era === 'unknown') return problem('this version of the Supabase CLI is unknown');
  const choose = invocation.era === 'v3' ? chooseV3 : chooseV2;
  return choose(invocation, defaultTarget, chosen[0], refs[0]);
}

type Chooser = (i: Invocation, d: DefaultTarget, chosen: FlagUse | undefined, ref: FlagUse | undefined) => Choice;

/** 3.x [ran 3.1.0]: --project-ref selects a remote alone or with a bare --remote or --linked; no ref means a branch. */
const chooseV3: Chooser = (invocation, defaultTarget, chosen, ref) => {
  const remote = chosen?.name === 'remote' ? readRemote(invocation, chosen) : null;
  if (ref) {
    const alone = !chosen || chosen.name === 'linked' || remote?.kind === 'linked';
    return alone ? refOrBranch(ref.value) : problem(`--${ref.name} and --${chosen.name} exclude each other`);
  }
  if (remote) return remote;
  if (chosen?.name === 'db-url') return url(chosen.value);
  if (chosen) return { kind: chosen.name === 'linked' ? 'linked' : 'local' };
  return byDefault(defaultTarget);
};

/** Before 3.x [ran 2.122.1]: --project-ref goes only with a linked target; on commands that default to local it needs --linked. */
const chooseV2: Chooser = (_invocation, defaultTarget, chosen, ref) => {
  if (chosen?.name === 'remote') return problem('--remote is not a flag of this CLI version');
  if (ref) {
    if (chosen && chosen.name !== 'linked') return problem(`--${ref.name} and --${chosen.name} exclude each other`);
    if (!chosen && defaultTarget === 'local') return problem(`--${ref.name} needs --linked`);
    return isProjectRef(ref.value)
      ? { kind: 'ref', value: ref.value }
      : problem(`--${ref.name} is not a project ref (20 lowercase letters)`);
  }
  if (chosen?.name === 'db-url') return url(chosen.value);
  if (chosen) return { kind: chosen.name === 'linked' ? 'linked' : 'local' };
  return byDefault(defaultTarget);
};

/** The forms of --remote [ran 3.1.0]: bare or a yes-word in any case is the linked project; a ref, a URL or a branch name. */
function readRemote(invocation: Invocation, flag: FlagUse): Choice {
  const value = flag.value.trim();
  if (value === '') {
    if (flag.explicit) return problem('--remote= has no value');
    const word = wordAfterBareRemote(invocation);
    return word
      ? problem(
          `only the API can tell whether "${word}" after --remote is a branch; write --remote=${word} or put it first`,
        )
      : { kind: 'linked' };
  }
  if (yes.test(value)) return { kind: 'linked' };
  if (no.test(value)) return problem(`--remote does not take ${value}; leave it out for the local database`);
  if (/^postgres(ql)?:\/\//i.test(value)) return url(value);
  return refOrBranch(value);
}

/** An operand right behind a bare --remote that could be a branch name: undecidable without the API. */
function wordAfterBareRemote(invocation: Invocation): string | null {
  const at = invocation.argv.indexOf('--remote');
  const word = at === -1 ? undefined : invocation.argv[at + 1];
  if (word === undefined || !invocation.operands.includes(word)) return null;
  const cannotBe = /^[-./~]|[\s=]|^[a-z][a-z0-9+.-]*:\/\/|^\d+$|^$/i;
  return cannotBe.test(word) ? null : word;
}

/** `stop`, `start` and `status` take --project-id as the name of a local project, not as a ref. */
function namesLocalProject(invocation: Invocation, flag: FlagUse): boolean {
  return flag.name === 'project-id' && /^(stop|start|status)$/.test(invocation.command);
}

/** What is no ref is a branch; what looks like a connection text is neither, and is not repeated: it may hold a password. */
function refOrBranch(value: string): Choice {
  if (value === '') return problem('the project ref is empty');
  if (/[\s=@:]/.test(value)) return problem('a remote is a project ref, a branch name or a postgresql:// URL');
  return { kind: isProjectRef(value) ? 'ref' : 'branch', value };
}

function url(value: string): Choice {
  return value === '' ? problem('the connection URL is empty') : { kind: 'url', value };
}

function byDefault(defaultTarget: DefaultTarget): Choice {
  return { kind: defaultTarget === 'hosted' ? 'linked' : defaultTarget };
}

function problem(text: string): Choice {
  return { kind: 'problem', problem: text };
}
