import { createHash } from 'node:crypto';
import { canonical } from '../canonical.ts';
import type { Settings } from '../policy/types.ts';
import type { CommittedFiles, GitFacts } from '../target/types.ts';
import { reviewedRef, reviewedSigners } from './people.ts';

/** The policy in force, as two machines can compare it: where it was read, and the hash of settings and allowed_signers there. */
export async function reviewedPolicy(
  settings: Settings,
  git: GitFacts,
  committed: CommittedFiles,
): Promise<{ readonly ref: string | null; readonly sha256: string }> {
  const ref = reviewedRef(git);
  const prefix = `${ref}:`;
  const path = settings.sources.find((source) => source.startsWith(prefix))?.slice(prefix.length) ?? null;
  const text = ref === null || path === null ? null : await committed.read(ref, path);
  const signers = await reviewedSigners(settings, git, committed);
  const read = { settings: path && { path, text }, signers: signers && { path: signers.path, text: signers.text } };
  return { ref, sha256: createHash('sha256').update(canonical(read)).digest('hex') };
}
