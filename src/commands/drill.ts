import { type Drill, recordDrill } from '../journal/drills.ts';
import { oneLine } from '../terminal/clean.ts';
import { type Line, printLines } from '../terminal/style.ts';
import { bytes, counted, duration } from '../terminal/words.ts';
import { indented, wrap } from '../terminal/wrap.ts';
import { makeBackup } from './make-backup.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { proveAgain } from './prove-again.ts';
import { namedTarget, targetFlags } from './target.ts';

/**
 * `permahub drill`: a backup, then a restore and a comparison on scratch, timed and recorded: so that people know how long a
 * recovery takes. Nothing in the target is changed. The backup is kept, the restore counts as a restore test.
 */
export async function drill(options: { readonly target: string | null; readonly json: boolean }): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const started = performance.now();
  const since = (from: number) => Math.round(performance.now() - from) / 1000;
  const backup = await makeBackup({ project, target, command: 'permahub drill', name: 'drill', why: 'a drill' });
  const backupSeconds = since(started);
  const restoring = performance.now();
  let restoreSeconds: number | null = null;
  const proof = await proveAgain(project, backup, ({ words }) => {
    // The dump that a recovery restores is compared by then; the rest proves the other files.
    if (words === 'restoring full.sql') restoreSeconds ??= since(restoring);
  });
  restoreSeconds ??= since(restoring);
  const { metadata, directory } = backup;
  const done: Drill = {
    schema: 1,
    at: new Date().toISOString(),
    target: target.key,
    label: target.label,
    backup: metadata.backup,
    ...{ backupSeconds, restoreSeconds },
    recoverySeconds: Math.round((backupSeconds + restoreSeconds) * 1000) / 1000,
    seconds: since(started),
    tables: proof.tables,
    rows: proof.rows,
    bytes: Object.values(metadata.parts).reduce((sum, part) => sum + part.bytes, 0),
    serverVersion: metadata.server.version,
    scratch: proof.scratch,
    unverified: proof.unverified,
  };
  await recordDrill(directory, done);
  if (options.json) printJson(done);
  else printLines(drillLines(done));
  return 0;
}

/** What was measured, and nothing else. Pure. */
export function drillLines(done: Drill): Line[] {
  const { backupSeconds, restoreSeconds, recoverySeconds, seconds } = done;
  const said = (text: string, tone: Line['tone'] = 'plain') =>
    indented(oneLine(text), 2).map((line) => ({ text: line, tone }));
  return [
    ...wrap(`permahub: drilled on ${oneLine(done.label)}: ${done.backup} was made, restored and compared.`, 78).map(
      (text, at) => ({ text: at === 0 ? text : `  ${text}`, tone: 'good' as const }),
    ),
    ...said(
      `${counted(done.tables, 'table')}, ${counted(done.rows, 'row')}, ${bytes(done.bytes)}; PostgreSQL ${done.serverVersion}, restored into ${done.scratch}.`,
    ),
    ...said(
      `The backup with its proof took ${duration(backupSeconds)}, restoring and comparing it ${duration(restoreSeconds)}, all of the drill ${duration(seconds)}.`,
    ),
    ...said(
      `A recovery of this database takes about ${duration(recoverySeconds)} here: a backup of what is there, then the restore.`,
      'title',
    ),
    ...done.unverified.flatMap((what) => said(`NOT VERIFIED: ${what}`, 'danger')),
  ];
}
