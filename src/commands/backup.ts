import type { Backup } from '../backup/types.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { openLeftWindow } from '../guard/left-window.ts';
import { startProvenBackup } from '../guard/proven-backup.ts';
import { openSource } from '../guard/source.ts';
import { pushAfterBackup } from '../guard/vault.ts';
import { lockMachine } from '../postgres/machine-lock.ts';
import { connectionFor } from '../target/connection.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { bytes, counted, duration } from '../terminal/words.ts';
import { printJson } from './print-json.ts';
import { openProject, type Project } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

/** `permahub backup [NAME]`: makes a backup and proves it by a restore; 0 only when both were measured. */
export async function backup(options: {
  readonly name: string | null;
  readonly target: string | null;
  readonly why: string | null;
  readonly json: boolean;
}): Promise<number> {
  const project = await openProject(targetFlags(options.target));
  const made = await make(project, options);
  if (options.json) printJson(summary(made));
  else say(made);
  await pushAfterBackup(made, project.settings, process.env);
  return 0;
}

/** The target is held, and connected to, only while the backup is made. */
async function make(
  project: Project,
  of: { readonly name: string | null; readonly why: string | null },
): Promise<Backup> {
  const { env } = process;
  const { settings, git, surroundings } = project;
  const target = namedTarget(project);
  const lock = lockMachine(target.key, { env, command: 'permahub backup' });
  try {
    const source = await openSource({ connection: connectionFor(target, surroundings), target, settings, env });
    try {
      await openLeftWindow({ source, target, env, locked: false });
      return await untilInterrupted((signal) =>
        withProgress('Backing up and proving by a restore', async (report) => {
          const running = startProvenBackup({
            ...{ source, target, settings, git, env, signal },
            why: of.why ?? 'made by hand',
            name: of.name,
            onProgress: report,
          });
          return (await running.published).backup;
        }),
      );
    } finally {
      await source.session.close();
    }
  } finally {
    lock.release();
  }
}

/** What `--json` gives of one backup: the metadata without every table's checksum and without what only this machine knows. */
function summary({ directory, metadata }: Backup) {
  const { schema, backup, facts, freshness: _freshness, parts, ...rest } = metadata;
  const files = Object.entries(parts).map(([part, { file, bytes, sha256 }]) => [part, { file, bytes, sha256 }]);
  const rows = facts.tables.reduce((sum, table) => sum + table.rows, 0);
  return { schema, backup, directory, ...rest, parts: Object.fromEntries(files), tables: facts.tables.length, rows };
}

function say({ directory, metadata }: Backup): void {
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
