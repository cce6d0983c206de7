import { relative, sep } from 'node:path';
import { parseAllowedSigners } from '../approval/allowed-signers.ts';
import type { Classification } from '../classification/types.ts';
import type { People, Settings } from '../policy/types.ts';
import type { CommittedFiles, GitFacts } from '../target/types.ts';
import type { SignedRequest } from './task.ts';

/** The allowed_signers file as it was reviewed. */
export interface ReviewedSigners {
  /** "origin/main", else "HEAD". */
  readonly ref: string;
  /** Relative to the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** What policy and settings are read from: the upstream default branch, else HEAD; null without a commit. */
export function reviewedRef(git: GitFacts): string | null {
  return git.upstreamDefault ?? (git.commit === null ? null : 'HEAD');
}

/** allowed_signers of the reviewed branch, never of the working tree; null where the team has none. */
export async function reviewedSigners(
  settings: Settings,
  git: GitFacts,
  committed: CommittedFiles,
): Promise<ReviewedSigners | null> {
  const ref = reviewedRef(git);
  const { allowedSigners } = settings.approvals;
  if (ref === null || git.root === null || allowedSigners === null) return null;
  const path = relative(git.root, allowedSigners).split(sep).join('/');
  const text = path.startsWith('..') ? null : await committed.read(ref, path);
  return text === null ? null : { ref, path, text };
}

/** Who can be told apart here. For what is harmless nothing is read. */
export async function readPeople(of: {
  readonly classification: Classification;
  readonly settings: Settings;
  readonly git: GitFacts;
  readonly committed: CommittedFiles;
  readonly request: People['request'];
}): Promise<People> {
  const { settings, git, request } = of;
  const owner = ownership(settings, git);
  if (of.classification.kind === 'harmless') return { owner, signers: null, request };
  const reviewed = await reviewedSigners(settings, git, of.committed);
  if (reviewed === null) return { owner, signers: null, request };
  const { signers } = parseAllowedSigners(reviewed.text);
  const people = new Set(signers.map(({ email }) => email));
  const ownerHasKey = people.has(settings.owner?.email.toLowerCase() ?? '');
  return { owner, signers: { people: people.size, ownerHasKey }, request };
}

/** What the signatures on a request say of people. */
export function signersOf(
  { signatures }: Pick<SignedRequest, 'signatures'>,
  { owner }: Settings,
): NonNullable<People['request']> {
  const email = owner?.email.toLowerCase();
  return { people: signatures.length, owner: signatures.some(({ by }) => by === email) };
}

/** Whether git's e-mail address here is the owner's. */
function ownership(settings: Settings, git: GitFacts): People['owner'] {
  if (!settings.owner) return 'no-owner-named';
  return git.userEmail?.toLowerCase() === settings.owner.email.toLowerCase() ? 'is-owner' : 'not-owner';
}
