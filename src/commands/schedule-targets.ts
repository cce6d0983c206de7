import { listBackups } from '../backup/list.ts';
import type { Metadata } from '../backup/types.ts';
import { targetArgument } from '../duties/target-argument.ts';
import type { KnownTarget } from '../duties/types.ts';
import { Failure } from '../failures.ts';
import { knownTargets } from '../guard/known-targets.ts';
import { openJournal } from '../journal/journal.ts';
import { connectionFor } from '../target/connection.ts';
import type { Target } from '../target/types.ts';
import type { Project } from './project.ts';
import { namedTarget } from './target.ts';

/** A target and what `--target` takes to reach it from a timer; never a password. */
export interface Scheduled {
  readonly target: KnownTarget;
  readonly argument: string;
}

/** The one named, else every staging and production target that is known well enough; the others by their labels. Failure: schedule-nothing. */
export async function scheduledTargets(
  project: Project,
  name: string | null,
): Promise<{ readonly targets: readonly Scheduled[]; readonly leftOut: readonly string[]; readonly major: number }> {
  const { directory, archive } = project.settings.backups;
  const metadata = (await listBackups(directory, archive)).backups.map((each) => each.metadata);
  const found = name === null ? allTargets(project, metadata) : [named(project)];
  const targets = found.filter((each): each is Scheduled => each.argument !== null);
  const leftOut = found.filter(({ argument }) => argument === null).map(({ target }) => target.label);
  if (targets.length === 0) throw new Failure('schedule-nothing', { problem: whyNothing(leftOut) });
  return { targets, leftOut, major: majorOf(project, metadata, targets) };
}

type Found = Omit<Scheduled, 'argument'> & { readonly argument: string | null };

function allTargets({ settings, surroundings }: Project, metadata: readonly Metadata[]): Found[] {
  const known = knownTargets({
    backups: metadata.map(({ target }) => target),
    journal: openJournal(settings.backups.directory).lines(),
    linkedRef: surroundings.linkedRef,
    named: settings.environments,
  });
  return known.filter(hasDuty).map((target) => ({ target, argument: targetArgument(target) }));
}

function named(project: Project): Scheduled {
  const target = namedTarget(project);
  if (!hasDuty(target))
    throw new Failure('schedule-nothing', {
      problem: `${target.label} is ${target.environment}, and no backup is due there`,
    });
  const argument = target.kind === 'url' ? urlOf(target, project) : targetArgument(target);
  if (argument === null)
    throw new Failure('schedule-nothing', {
      problem: `nobody but the API knows where ${target.label} keeps its database`,
    });
  return { target, argument };
}

/** The URL as it was typed, without a password. */
function urlOf(target: Target, { surroundings }: Project): string | null {
  const { sslmode } = connectionFor(target, surroundings);
  const url = targetArgument(target);
  return url?.includes('://') && sslmode ? `${url}?sslmode=${encodeURIComponent(sslmode)}` : url;
}

function hasDuty({ environment }: Pick<KnownTarget, 'environment'>): boolean {
  return environment === 'production' || environment === 'staging';
}

function whyNothing(leftOut: readonly string[]): string {
  if (leftOut.length === 0) return 'no staging or production target is known';
  return `user and database of ${leftOut.join(', ')} are not known yet`;
}

/** Of the newest backup of a target, else of the configuration; Supabase's default where neither says it. */
function majorOf({ surroundings }: Project, metadata: readonly Metadata[], targets: readonly Scheduled[]): number {
  const newest = metadata.find(({ target }) => targets.some((each) => each.target.key === target.key));
  if (newest) return Math.floor(newest.identity.serverVersion / 10_000);
  return surroundings.config?.majorVersion ?? 17;
}
