import { createHash } from 'node:crypto';
import type { Fingerprint } from '../action/fingerprint.ts';
import { recordRehearsal } from '../backup/publish.ts';
import { rehearsalRecord } from '../rehearsal/record.ts';
import type { Impact } from '../rehearsal/types.ts';
import type { Proof } from '../verification/types.ts';
import type { Task } from './task.ts';

/**
 * Keeps what the rehearsal did in the metadata of the backup it ran on. Failures: disk-full, backup-not-written (74):
 * then nothing is forwarded.
 */
export async function recordImpact(of: {
  readonly task: Pick<Task, 'shown'>;
  readonly proof: Proof;
  readonly impact: Impact;
  readonly files: Fingerprint;
}): Promise<void> {
  const { task, proof, impact, files } = of;
  if (impact.kind !== 'rehearsed' || proof.kind !== 'restored') return;
  const { directory, metadata } = proof.backup;
  const lines = [...files].map(([path, sha256]) => `${sha256}  ${path}\n`).sort();
  const fingerprint = createHash('sha256')
    .update(`${task.shown}\n${lines.join('')}`)
    .digest('hex');
  const about = { at: new Date().toISOString(), command: task.shown, fingerprint };
  await recordRehearsal(directory, metadata, rehearsalRecord(impact, about));
}
