import { createHash } from 'node:crypto';
import { recordRehearsal } from '../backup/publish.ts';
import { rehearsalRecord } from '../rehearsal/record.ts';
import type { Ready } from './settle.ts';

/**
 * Keeps what the rehearsal did in the metadata of the backup it ran on. Failures: disk-full, backup-not-written (74):
 * then nothing is forwarded.
 */
export async function recordImpact({ task, proof, approval, files }: Ready): Promise<void> {
  const { impact } = approval;
  if (impact.kind !== 'rehearsed' || proof.kind !== 'restored') return;
  const { directory, metadata } = proof.backup;
  const lines = [...files].map(([path, sha256]) => `${sha256}  ${path}\n`).sort();
  const fingerprint = createHash('sha256')
    .update(`${task.shown}\n${lines.join('')}`)
    .digest('hex');
  const of = { at: new Date().toISOString(), command: task.shown, fingerprint };
  await recordRehearsal(directory, metadata, rehearsalRecord(impact, of));
}
