import { forwardTask } from '../guard/forward.ts';
import { look } from '../guard/look.ts';
import { findingsToSign, requestFiles } from '../guard/make-request.ts';
import { readMeaning, runsSql } from '../guard/meaning.ts';
import { filesJudged } from '../guard/pinned.ts';
import { differingFiles } from '../guard/portable.ts';
import { reviewedPolicy } from '../guard/reviewed-policy.ts';
import { committedFiles } from '../target/git.ts';
import type { OpenedRequest } from './opened-request.ts';
import { thisPlace } from './place.ts';

/**
 * In what this checkout says otherwise than the request, one sentence each: the CLI's version, every file that decides what
 * runs, the reviewed policy, what the command would destroy by its SQL. The database itself is not contacted.
 */
export async function unlikeHere({ request, project }: OpenedRequest): Promise<string[]> {
  const { settings, git } = project;
  const policy = await reviewedPolicy(settings, git, committedFiles(git.root ?? process.cwd()));
  const differences =
    policy.sha256 === request.policy.sha256
      ? []
      : [`The reviewed settings or allowed signers (${policy.ref ?? 'no commit'}) are not those of the request.`];
  if (request.program === 'permahub') return differences;
  const looked = await look(request.argv, thisPlace(), { people: 2, owner: true });
  if (looked.cli.version !== request.cli?.version)
    return [
      ...differences,
      `The request was made with supabase ${request.cli?.version}, here is ${looked.cli.version}.`,
    ];
  const meaning = runsSql(looked) ? await readMeaning(looked, null, async () => null) : null;
  const task = forwardTask(looked, meaning, { approvedBy: 'signatures', request: null });
  const here = requestFiles(task, await filesJudged(task));
  // What the database itself would say is not known here: a finding of ours may be of what was applied long ago.
  const found = findingsToSign(task);
  const unfounded = request.findings.filter((each) => meaning !== null && !found.includes(each));
  differences.push(...unfounded.map((each) => `Not found here: ${each}`));
  // Which seeds outside supabase/ would run only the database knows: one too many here is no difference.
  const known = Object.entries(here).filter(
    ([path]) => request.files[path] !== undefined || /(^|\/)supabase\//.test(path),
  );
  return [...differences, ...differingFiles(request.files, Object.fromEntries(known))];
}
