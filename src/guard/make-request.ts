import { createHash, randomBytes } from 'node:crypto';
import { parse } from 'node:path';
import type { Fingerprint } from '../action/fingerprint.ts';
import { impactToSign } from '../approval/impact-to-sign.ts';
import { longestLife } from '../approval/request-times.ts';
import type { Request } from '../approval/request-types.ts';
import { salvageFinding } from '../approval/salvage-finding.ts';
import type { Backup } from '../backup/types.ts';
import { canonical } from '../canonical.ts';
import { scrubText } from '../invocation/shown.ts';
import type { Impact } from '../rehearsal/types.ts';
import { committedFiles } from '../target/git.ts';
import { oneLine } from '../terminal/clean.ts';
import type { Proof } from '../verification/types.ts';
import type { Held } from './hold.ts';
import { personAt } from './look.ts';
import { portable } from './portable.ts';
import { reviewedPolicy } from './reviewed-policy.ts';
import type { Task } from './task.ts';

/** Everything an approval of this run covers, for people to sign. Nothing of it is a secret: argv was checked before. */
export async function makeRequest(of: {
  readonly task: Task;
  readonly held: Held;
  readonly proof: Proof;
  readonly impact: Impact;
  readonly files: Fingerprint;
  readonly reason: string;
  readonly emergency: boolean;
}): Promise<Request> {
  const { task, held, proof, impact, reason, emergency } = of;
  const { target, git, cli, place, settings } = task;
  const now = Date.now();
  const identity = held.source?.identity ?? null;
  return {
    schema: 1,
    kind: 'permahub request',
    nonce: randomBytes(16).toString('hex'),
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + longestLife).toISOString(),
    requester: oneLine(personAt(git, place.env)),
    reason,
    program: cli === null ? 'permahub' : 'supabase',
    argv: task.argv,
    cli: cli && { version: cli.version, sha256: of.files.get(cli.path) ?? 'unknown' },
    target: {
      key: target.key,
      label: oneLine(target.label),
      environment: target.environment,
      address: target.host === null ? null : `${target.host}:${target.port}/${target.database}`,
      systemIdentifier: identity?.systemIdentifier ?? null,
      databaseOid: identity?.databaseOid ?? null,
    },
    commit: git.commit,
    files: requestFiles(task, of.files),
    policy: await reviewedPolicy(settings, git, committedFiles(git.root ?? place.cwd)),
    backup: proof.kind === 'restored' ? backupMark(proof.backup) : null,
    // As plain JSON: what is left out is not there at all.
    impact: JSON.parse(JSON.stringify(impactToSign(impact))),
    findings: [...(proof.kind === 'salvaged' ? [salvageFinding(proof.reason)] : []), ...findingsToSign(task)],
    emergency,
  };
}

/** What its SQL would do, as it is shown to whoever signs; without secrets. */
export function findingsToSign({ classification }: Pick<Task, 'classification'>): string[] {
  return classification.findings.map(({ file, line, message }) =>
    oneLine(scrubText(file === null ? message : `${file}:${line ?? 1}: ${message}`)),
  );
}

/** The files of a run as a request names them. */
export function requestFiles({ git, target, cli, place }: Task, files: Fingerprint): Record<string, string> {
  const { projectFolder } = target;
  const root = git.root ?? projectFolder ?? parse(place.cwd).root;
  return portable(files, { root, projectFolder, leftOut: cli === null ? [] : [cli.path] });
}

/** A backup's name and one hash over its parts. */
export function backupMark({ metadata }: Backup): NonNullable<Request['backup']> {
  const parts = Object.fromEntries(Object.entries(metadata.parts).map(([part, { sha256 }]) => [part, sha256]));
  const sha256 = createHash('sha256').update(canonical(parts)).digest('hex');
  return { name: metadata.backup, sha256 };
}
