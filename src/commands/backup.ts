import type { Backup, PartFile } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { retainAfterBackup } from '../guard/retention.ts';
import { pushAfterBackup } from '../guard/vault.ts';
import { usualJobs } from '../policy/settings.ts';
import { printLines } from '../terminal/style.ts';
import { bytes, counted, duration } from '../terminal/words.ts';
import { makeBackup } from './make-backup.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

interface BackupOptions {
  readonly target?: string | undefined;
  readonly why?: string | undefined;
  /** Made by a timer, not by a person. */
  readonly scheduled?: true | undefined;
  /** Over several connections, whatever the settings say of its size. */
  readonly parallel?: true | undefined;
  readonly jobs?: number | undefined;
  readonly json?: true | undefined;
}

/** `permahub backup [NAME]`: makes a backup and proves it by a restore; 0 only when both were measured. */
export async function backup(name: string | null, options: BackupOptions): Promise<number> {
  if (options.jobs !== undefined && !options.parallel)
    throw new Failure('usage', { problem: '--jobs needs --parallel', verb: 'backup' });
  const project = await openProject(targetFlags(options.target ?? null));
  const usual = project.settings.backups.parallel?.jobs ?? usualJobs;
  const made = await makeBackup({
    ...{ project, target: namedTarget(project), command: 'permahub backup' },
    name: name ?? (options.scheduled ? 'scheduled' : null),
    why: options.why ?? (options.scheduled ? 'scheduled' : 'made by hand'),
    purpose: options.scheduled ? 'scheduled' : 'by hand',
    ...(options.parallel ? { parallel: { above: 0, jobs: options.jobs ?? usual } } : {}),
  });
  if (options.json) printJson(summary(made));
  else sayBackup(made);
  await pushAfterBackup(made, project.settings, process.env);
  await retainAfterBackup(project.settings);
  return 0;
}

/** What `--json` gives of one backup: the metadata without every table's checksum and without what only this machine knows. */
function summary({ directory, metadata }: Backup) {
  const { schema, backup, facts, freshness: _freshness, parts, ...rest } = metadata;
  const own = ({ file, bytes, sha256 }: PartFile) => ({ file, bytes, sha256 });
  const files = Object.entries(parts).map(([part, value]) => [
    part,
    'files' in value ? { ...own(value), files: value.files.map(own) } : own(value),
  ]);
  const rows = facts.tables.reduce((sum, table) => sum + table.rows, 0);
  return { schema, backup, directory, ...rest, parts: Object.fromEntries(files), tables: facts.tables.length, rows };
}

/** What was made and how far it is verified. */
export function sayBackup({ directory, metadata }: Backup): void {
  const { proof, parts, facts, backup: name } = metadata;
  const size = Object.values(parts).reduce((sum, part) => sum + part.bytes, 0);
  const rows = facts.tables.reduce((sum, table) => sum + table.rows, 0);
  printLines([
    { text: `permahub: ${name} (${bytes(size)}) in ${directory}`, tone: 'title' },
    ...(proof
      ? [
          {
            text: `  Verified: restored into ${proof.scratch}, ${counted(facts.tables.length, 'table')} and ${counted(rows, 'row')} equal; ${duration(proof.seconds)}.`,
            tone: 'good' as const,
          },
          ...proof.unverified.map((what) => ({ text: `  NOT VERIFIED: ${what}`, tone: 'danger' as const })),
        ]
      : [{ text: '  NOT VERIFIED', tone: 'danger' as const }]),
  ]);
}
