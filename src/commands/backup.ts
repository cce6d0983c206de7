import type { Backup } from '../backup/types.ts';
import { retainAfterBackup } from '../guard/retention.ts';
import { pushAfterBackup } from '../guard/vault.ts';
import { printLines } from '../terminal/style.ts';
import { bytes, counted, duration } from '../terminal/words.ts';
import { makeBackup } from './make-backup.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

/** `permahub backup [NAME]`: makes a backup and proves it by a restore; 0 only when both were measured. */
export async function backup(options: {
  readonly name: string | null;
  readonly target: string | null;
  readonly why: string | null;
  /** Made by a timer, not by a person. */
  readonly scheduled: boolean;
  readonly json: boolean;
}): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const made = await makeBackup({
    ...{ project, target: namedTarget(project), command: 'permahub backup' },
    name: options.name ?? (options.scheduled ? 'scheduled' : null),
    why: options.why ?? (options.scheduled ? 'scheduled' : 'made by hand'),
    purpose: options.scheduled ? 'scheduled' : 'by hand',
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
  const files = Object.entries(parts).map(([part, { file, bytes, sha256 }]) => [part, { file, bytes, sha256 }]);
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
