import { openBackup } from '../backup/open.ts';
import type { Backup, ProofRecord } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { chooseTools, runningContainer } from '../guard/source.ts';
import { recordVerification, type Verification } from '../journal/verifications.ts';
import { withProgress } from '../terminal/progress.ts';
import type { Report } from '../terminal/progress-words.ts';
import { printLines } from '../terminal/style.ts';
import { verifyBackup } from '../verification/verify.ts';
import type { Project } from './project.ts';

/**
 * Proves a published backup again from its files alone, and writes down what came of it: it is the weekly restore test.
 * Failures: those of `verifyBackup`, verification-not-recorded (74).
 */
export async function proveAgain(
  project: Project,
  backup: Backup,
  onStep: (now: Report) => void = () => undefined,
): Promise<ProofRecord> {
  const started = performance.now();
  const record = await prove(project, backup, onStep).catch(async (error: Error) => {
    if (!(error instanceof Failure && error.code === 'interrupted'))
      await writeFailed(backup, error, (performance.now() - started) / 1000);
    throw error;
  });
  const { at, seconds, scratch, unverified } = record;
  await write(backup, { at, seconds, scratch, unverified, outcome: 'equal', problem: null });
  return record;
}

/** What a failed test says of the backup. Pure. */
export function outcomeOf(error: unknown): 'different' | 'not tested' {
  return error instanceof Failure && error.code === 'verification-failed' ? 'different' : 'not tested';
}

async function prove({ settings, surroundings }: Project, backup: Backup, onStep: (now: Report) => void) {
  const { env } = process;
  const { metadata } = backup;
  const projectId = surroundings.config?.projectId ?? null;
  const tools = await chooseTools({
    container: await runningContainer({ projectId, settings, env }),
    projectId,
    isLocalStack: metadata.target.key.startsWith('local:'),
    settings,
    env,
    major: Math.floor(metadata.identity.serverVersion / 10_000),
    source: null,
  });
  return untilInterrupted((signal) =>
    withProgress(`Verifying ${metadata.backup}`, async (report) => {
      const onProgress = (now: Report) => {
        report(now);
        onStep(now);
      };
      const opened = await openBackup(backup);
      try {
        return await verifyBackup({ backup: opened.backup, scratch: tools.scratch, signal, onProgress });
      } finally {
        await opened.close();
      }
    }),
  );
}

/** Writes a test that failed down; the failure itself stays what is reported, and a record that is missing is said beside it. */
async function writeFailed(backup: Backup, error: Error, seconds: number): Promise<void> {
  const outcome = outcomeOf(error);
  const record = { at: new Date().toISOString(), seconds: Math.round(seconds * 1000) / 1000, outcome } as const;
  await write(backup, { ...record, scratch: null, unverified: [], problem: error.message }).catch((unwritten: Error) =>
    printLines([{ text: `permahub: ${unwritten.message}`, tone: 'danger' }]),
  );
}

function write({ directory, metadata }: Backup, result: Omit<Verification, 'schema' | 'backup' | 'target'>) {
  return recordVerification(directory, {
    schema: 1,
    backup: metadata.backup,
    target: metadata.target.key,
    ...result,
  });
}
