import { parseAllowedSigners } from '../approval/allowed-signers.ts';
import { readPeople, reviewedRef, reviewedSigners } from '../guard/people.ts';
import { loadPolicy, type Origins } from '../policy/settings.ts';
import { mostChangedRows } from '../policy/settings-schema.ts';
import type { Settings } from '../policy/types.ts';
import { whySigned } from '../policy/who-signs.ts';
import { committedFiles } from '../target/git.ts';
import type { Named } from '../target/types.ts';
import { rulesInForce } from './policy-rules.ts';
import { policyScreen } from './policy-screen.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';

/** One name of the settings, and where it stands. */
export interface NamedPlace {
  readonly environment: 'staging' | 'production';
  readonly kind: keyof Named;
  readonly name: string;
  readonly from: string;
}

/** What holds in a folder, as it is printed. */
export type PolicyInForce = Awaited<ReturnType<typeof policyInForce>>;

/** `permahub policy [--json]`: the policy in force for this folder, and where each rule comes from. Contacts nothing. */
export async function policy(options: { readonly json: boolean }): Promise<number> {
  const inForce = await policyInForce();
  if (options.json) printJson(inForce);
  else process.stdout.write(policyScreen(inForce));
  return 0;
}

async function policyInForce() {
  const { git, surroundings } = await openProject();
  const folder = surroundings.projectFolder ?? surroundings.workdir;
  const committed = committedFiles(folder);
  const { settings, origins } = await loadPolicy({ folder, git, committed });
  const reviewed = await reviewedSigners(settings, git, committed);
  const read = reviewed && parseAllowedSigners(reviewed.text);
  const destroys = { effect: 'destroys', kind: 'destructive', findings: [], safer: null } as const;
  const people = await readPeople({ classification: destroys, settings, git, committed, request: null });
  const asked = { ...people, request: null };
  return {
    schema: 1,
    folder,
    reviewed: reviewedRef(git),
    settings: { committed: origins.committed, workingTree: origins.working },
    owner: settings.owner,
    signers: read && reviewed && { file: reviewed.path, from: reviewed.ref, people: read.signers, faults: read.faults },
    // Whether the signatures that production takes could be had at all.
    missing: {
      owner: whySigned('owner', { ...asked, owner: settings.owner ? 'is-owner' : 'no-owner-named' }, false),
      // A request two people signed is the way; only its absence is no obstacle.
      twoPeople: (people.signers?.people ?? 0) >= 2 ? null : whySigned('two people', asked, false),
    },
    limits: { changedRows: settings.limits.changedRows, from: limitFrom(settings, origins) },
    environments: [...named(settings, origins, 'staging'), ...named(settings, origins, 'production')],
    rules: rulesInForce(people.signers === null),
    differences: settings.notes,
  };
}

function named(settings: Settings, origins: Origins, environment: NamedPlace['environment']): NamedPlace[] {
  const there = settings.environments[environment];
  return (['projectRefs', 'hosts', 'branches'] as const).flatMap((kind) =>
    there[kind].map((name) => ({ environment, kind, name, from: from(origins, name) })),
  );
}

function from({ committed, working, here }: Origins, name: string): string {
  return (here.includes(name) ? working : committed) ?? 'built in';
}

function limitFrom(settings: Settings, origins: Origins): string {
  const lowered = settings.limits.changedRows < mostChangedRows;
  return lowered ? from(origins, 'limits.changedRows') : 'built in';
}
