import { findBackup, listBackups } from '../backup/list.ts';
import { openBackup } from '../backup/open.ts';
import type { Backup, ProofRecord } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { chooseTools, runningContainer } from '../guard/source.ts';
import { recordVerification, type Verification } from '../journal/verifications.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { counted, duration } from '../terminal/words.ts';
import { verifyBackup } from '../verification/verify.ts';
import { printJson } from './print-json.ts';
import { openProject, type Project } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

/**
 * `permahub verify [BACKUP]`: proves a published backup again from its files alone; 0 only when all of it was restored and
 * equal. What came of it is written down beside the backups: it is the weekly restore test.
 */
export async function verify(options: {
  readonly name: string | null;
  readonly target: string | null;
  readonly json: boolean;
}): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const backup = await choose(project, options);
  const { metadata } = backup;
  const started = performance.now();
  const record = await prove(project, backup).catch(async (error: Error) => {
    if (!(error instanceof Failure && error.code === 'interrupted'))
      await writeFailed(backup, error, (performance.now() - started) / 1000);
    throw error;
  });
  const { at, seconds, scratch, unverified } = record;
  await write(backup, { at, seconds, scratch, unverified, outcome: 'equal', problem: null });
  if (options.json)
    printJson({ schema: 1, backup: metadata.backup, directory: backup.directory, ok: true, proof: record });
  else
    printLines([
      {
        text: `permahub: ${metadata.backup} was restored into ${record.scratch}: ${counted(record.tables, 'table')}, ${counted(record.rows, 'row')}, every file and fact as published; ${duration(record.seconds)}.`,
        tone: 'good',
      },
      ...record.unverified.map((what) => ({ text: `  NOT VERIFIED: ${what}`, tone: 'danger' as const })),
    ]);
  return 0;
}

/** The one named; else the newest proven one, of the target where one is named. */
async function choose(project: Project, of: { readonly name: string | null; readonly target: string | null }) {
  const { directory, archive } = project.settings.backups;
  if (of.target === null) return findBackup(directory, of.name ?? 'latest', archive);
  if (of.name !== null)
    throw new Failure('usage', { problem: 'A backup and --target exclude each other', verb: 'verify' });
  const { key, label } = namedTarget(project);
  const { backups } = await listBackups(directory, archive);
  const newest = backups.find(({ metadata }) => metadata.target.key === key && metadata.proof !== null);
  if (!newest) throw new Failure('backup-missing', { backup: `a verified backup of ${label}`, directory });
  return newest;
}

async function prove({ settings, surroundings }: Project, backup: Backup): Promise<ProofRecord> {
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
    withProgress(`Verifying ${metadata.backup}`, async (onProgress) => {
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
  const isDifferent = error instanceof Failure && error.code === 'verification-failed';
  const outcome = isDifferent ? 'different' : 'not tested';
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
