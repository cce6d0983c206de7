import type { Fingerprint } from '../action/fingerprint.ts';
import type { Request } from '../approval/request-types.ts';
import { isSalvageFinding } from '../approval/salvage-finding.ts';
import { listBackups } from '../backup/list.ts';
import type { Settings } from '../policy/types.ts';
import { exceeds } from '../rehearsal/exceeds.ts';
import type { Impact } from '../rehearsal/types.ts';
import { committedFiles } from '../target/git.ts';
import { oneLine } from '../terminal/clean.ts';
import type { Proof } from '../verification/types.ts';
import type { Held } from './hold.ts';
import { backupMark, findingsToSign, requestFiles } from './make-request.ts';
import { differingFiles } from './portable.ts';
import { reviewedPolicy } from './reviewed-policy.ts';
import type { Task } from './task.ts';

/** In what this run differs from what was signed, one sentence each; none when the signatures cover it. */
export async function unlikeRequest(of: {
  readonly task: Task;
  readonly held: Held;
  readonly files: Fingerprint;
  readonly impact: Impact;
  readonly proof: Proof;
  readonly request: Request;
}): Promise<string[]> {
  const { task, held, files, impact, proof, request } = of;
  const { target, settings, git, cli, place } = task;
  const policy = await reviewedPolicy(settings, git, committedFiles(git.root ?? place.cwd));
  const identity = held.source?.identity ?? null;
  const said = (differs: boolean, words: string) => (differs ? [words] : []);
  return [
    ...said(JSON.stringify(task.argv) !== JSON.stringify(request.argv), 'The command is another one.'),
    ...said(target.key !== request.target.key, `The target is ${target.key}, not ${request.target.key}.`),
    ...said(
      target.environment !== request.target.environment,
      `The target is ${target.environment}, and was ${request.target.environment}.`,
    ),
    ...said(
      (identity?.systemIdentifier ?? null) !== request.target.systemIdentifier ||
        (identity?.databaseOid ?? null) !== request.target.databaseOid,
      'The database is another one than the one that was backed up for the request.',
    ),
    ...said(
      (cli === null ? null : files.get(cli.path)) !== (request.cli?.sha256 ?? null),
      'The Supabase CLI is another one than in the request.',
    ),
    ...said(policy.sha256 !== request.policy.sha256, 'The reviewed settings or allowed signers have changed.'),
    ...said(oneLine(target.label) !== request.target.label, `The target is called ${target.label} here.`),
    // Whoever signed saw these findings: one more was not agreed to.
    ...findingsToSign(task)
      .filter((found) => !request.findings.includes(found))
      .map((found) => `Not in the request: ${found}`),
    ...differingFiles(request.files, requestFiles(task, files)),
    ...said(
      proof.kind === 'salvaged' && !request.findings.some(isSalvageFinding),
      'What would be overwritten cannot be backed up any more, only salvaged, and nobody signed that.',
    ),
    ...(await backupProblem(settings.backups, request)),
    ...exceeds(request.impact, impact),
  ];
}

/** Whoever signed relied on this backup: it must still be there, proven, as it was. */
async function backupProblem({ directory, archive }: Settings['backups'], { backup }: Request): Promise<string[]> {
  if (backup === null) return [];
  const { backups } = await listBackups(directory, archive);
  const found = backups.find(({ metadata }) => metadata.backup === backup.name);
  if (!found) return [`The backup ${backup.name} of the request is not in ${directory}.`];
  const same = found.metadata.proof !== null && backupMark(found).sha256 === backup.sha256;
  return same ? [] : [`The backup ${backup.name} is not the one of the request any more.`];
}
