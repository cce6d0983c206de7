import type { Backup, Parallel, Purpose } from '../backup/types.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { openLeftWindow } from '../guard/left-window.ts';
import { startProvenBackup } from '../guard/proven-backup.ts';
import { openSource } from '../guard/source.ts';
import { lockMachine } from '../postgres/machine-lock.ts';
import { connectionFor } from '../target/connection.ts';
import type { Target } from '../target/types.ts';
import { withProgress } from '../terminal/progress.ts';
import type { Project } from './project.ts';

/** A backup of the target, proven and published. Failures: those of the lock, of connecting and of the backup. */
export async function makeBackup(of: {
  readonly project: Project;
  readonly target: Target;
  /** The verb it is made by, for whoever finds the target held. */
  readonly command: string;
  readonly name: string | null;
  readonly why: string;
  readonly purpose?: Purpose;
  /** What was said of it by hand; the settings decide when it is left out. */
  readonly parallel?: Parallel;
}): Promise<Backup> {
  const { env } = process;
  const { project, target, name, why } = of;
  const purpose = of.purpose ?? 'by hand';
  const { settings, git, surroundings } = project;
  const lock = lockMachine(target.key, { env, command: of.command });
  try {
    const source = await openSource({ connection: connectionFor(target, surroundings), target, settings, env });
    try {
      await openLeftWindow({ source, target, env, locked: false });
      return await untilInterrupted((signal) =>
        withProgress('Backing up and proving by a restore', async (onProgress) => {
          const parallel = of.parallel ? { parallel: of.parallel } : {};
          const request = { source, target, settings, git, env, signal, why, name, purpose, onProgress, ...parallel };
          return (await (await startProvenBackup(request)).published).backup;
        }),
      );
    } finally {
      await source.session.close();
    }
  } finally {
    lock.release();
  }
}
