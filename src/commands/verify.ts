import { findBackup } from '../backup/list.ts';
import { openBackup } from '../backup/open.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { chooseTools, runningContainer } from '../guard/source.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { counted, duration } from '../terminal/words.ts';
import { verifyBackup } from '../verification/verify.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';

/** `permahub verify [BACKUP]`: proves a published backup again from its files alone; 0 only when all of it was restored and equal. */
export async function verify(options: { readonly name: string | null; readonly json: boolean }): Promise<number> {
  const { env } = process;
  const { settings, surroundings } = await openProject();
  const backup = await findBackup(settings.backups.directory, options.name ?? 'latest', settings.backups.archive);
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
  const record = await untilInterrupted((signal) =>
    withProgress(`Verifying ${metadata.backup}`, async (onProgress) => {
      const opened = await openBackup(backup);
      try {
        return await verifyBackup({ backup: opened.backup, scratch: tools.scratch, signal, onProgress });
      } finally {
        await opened.close();
      }
    }),
  );
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
