import type { Named, NamedEnvironments } from '../target/types.ts';
import { mostChangedRows, type WrittenSettings } from './settings-schema.ts';
import type { VaultSettings } from './types.ts';

/** The settings that bear policy, paths absolute. */
export interface PolicySettings {
  readonly owner: { readonly name: string; readonly email: string } | null;
  readonly cli: string | null;
  readonly environments: NamedEnvironments;
  readonly allowedSigners: string | null;
  /** Where backups are sent, and a command that gives the password: never by the word of a branch nobody reviewed. */
  readonly vault: VaultSettings | null;
  /** Null where no copy names it. */
  readonly changedRows: number | null;
}

/** One copy of the settings: of a commit, or of the working tree. */
export interface Copy {
  readonly settings: WrittenSettings;
  /** Makes a path of this copy absolute: against the folder of its file. */
  readonly absolute: (path: string) => string;
}

const nothing: Named = { projectRefs: [], hosts: [], branches: [] };
const names = {
  owner: 'owner',
  cli: 'cli',
  allowedSigners: 'approvals.allowedSigners',
  vault: 'backups.vault',
} as const;
const kinds = ['projectRefs', 'hosts', 'branches'] as const;

/**
 * The committed copy decides; the working tree's counts only where it is stricter: it may add to production and take
 * away from staging and lower a limit. Every difference is said. `committedAs` names the commit's file, null when nothing is committed.
 */
export function mergePolicy(
  committed: Copy | null,
  working: Copy | null,
  committedAs: string | null,
): { policy: PolicySettings; notes: string[]; here: string[] } {
  const there = policyOf(committed);
  const here = policyOf(working);
  const notes: string[] = [];
  /** What is obeyed from the working tree alone. */
  const stricter: string[] = [];
  const ignored = (what: string) =>
    notes.push(
      committedAs === null
        ? `${what} of the working tree is ignored: it counts once it is committed`
        : `${what} of the working tree is ignored: it differs from ${committedAs}`,
    );
  for (const key of ['owner', 'cli', 'allowedSigners', 'vault'] as const) {
    const name = names[key];
    if (here[key] !== null && !same(here[key], there[key])) ignored(name);
    else if (there[key] !== null && here[key] === null && committedAs !== null)
      notes.push(`${name} is missing in the working tree; ${committedAs} still counts`);
  }
  const { staging, production } = there.environments;
  const merged = { staging: { ...nothing }, production: { ...nothing } } as Record<
    keyof NamedEnvironments,
    Record<keyof Named, string[]>
  >;
  for (const kind of kinds) {
    const localStaging = here.environments.staging[kind];
    const localProduction = here.environments.production[kind];
    merged.staging[kind] = staging[kind].filter((name) => localStaging.includes(name));
    merged.production[kind] = [...new Set([...production[kind], ...localProduction])];
    for (const name of localStaging.filter((entry) => !staging[kind].includes(entry))) ignored(`staging ${name}`);
    for (const name of staging[kind].filter((entry) => !localStaging.includes(entry)))
      notes.push(`staging ${name} is taken away by the working tree: it counts as production`);
    for (const name of localProduction.filter((entry) => !production[kind].includes(entry))) {
      notes.push(`production ${name} is added by the working tree`);
      stricter.push(name);
    }
    for (const name of production[kind].filter((entry) => !localProduction.includes(entry)))
      notes.push(`production ${name} is missing in the working tree; ${committedAs} still counts`);
  }
  const changedRows = lower(there.changedRows, here.changedRows);
  if (here.changedRows !== null && here.changedRows !== changedRows) ignored('limits.changedRows');
  else if (here.changedRows === null && there.changedRows !== null)
    notes.push(`limits.changedRows is missing in the working tree; ${committedAs} still counts`);
  if (changedRows !== null && changedRows < (there.changedRows ?? mostChangedRows)) {
    notes.push(`limits.changedRows is lowered to ${changedRows} by the working tree`);
    stricter.push('limits.changedRows');
  }
  return { policy: { ...there, environments: merged, changedRows }, notes, here: stricter };
}

/** A limit is stricter where it is lower; lowering it takes no commit. */
function lower(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function policyOf(copy: Copy | null): PolicySettings {
  const written = copy?.settings ?? {};
  const absolute = (path: string | undefined) => (copy && path !== undefined ? copy.absolute(path) : null);
  const named = (lists: Partial<Record<keyof Named, string[] | undefined>> | undefined): Named => ({
    projectRefs: lists?.projectRefs ?? [],
    hosts: lists?.hosts ?? [],
    branches: lists?.branches ?? [],
  });
  return {
    owner: written.owner ?? null,
    cli: absolute(written.cli),
    environments: {
      staging: named(written.environments?.staging),
      production: named(written.environments?.production),
    },
    allowedSigners: absolute(written.approvals?.allowedSigners),
    vault: copy ? vaultOf(copy) : null,
    changedRows: written.limits?.changedRows ?? null,
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function vaultOf({ settings, absolute }: Copy): VaultSettings | null {
  const { vault } = settings.backups ?? {};
  if (!vault) return null;
  const { repository, passwordFile, passwordCommand } = vault;
  return {
    repository: repository.includes(':') ? repository : absolute(repository),
    passwordFile: passwordFile === undefined ? null : absolute(passwordFile),
    passwordCommand: passwordCommand ?? null,
  };
}
