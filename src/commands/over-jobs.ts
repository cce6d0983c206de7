import { untilInterrupted } from '../guard/interrupt.ts';
import type { Source } from '../guard/source.ts';
import { assertJobs, notHere } from '../recovery/jobs-possible.ts';
import { restoreBackup } from '../recovery/restore.ts';
import type { RestoreInput, RestoreResult } from '../recovery/types.ts';
import type { Target } from '../target/types.ts';
import type { Proof } from '../verification/types.ts';
import { keepOthersOut } from './keep-others-out.ts';

/** How a restore runs that is no transaction. */
export interface OverJobs {
  readonly count: number;
  readonly target: Target;
  /** The command, without secrets. */
  readonly shown: string;
}

/** Ctrl-C ends it, and what state that leaves is said. */
export async function restoreOver(input: RestoreInput, source: Source, over: OverJobs): Promise<RestoreResult> {
  const { proof } = input.approval;
  const keepOut = () => keepOthersOut({ ...over, source, env: process.env });
  const present = proof.kind === 'restored' ? proof.backup.metadata.backup : null;
  let said: unknown = null;
  return untilInterrupted((signal) =>
    restoreBackup({ ...input, jobs: { count: over.count, keepOut, signal, present } }).catch((error) => {
      said = error;
      throw error;
    }),
  ).catch((error) => {
    throw said ?? error;
  });
}

/** Whether it can be done there, and with what is known of the present state. Failure: restore-jobs-not-here (69). */
export async function assertOverJobs({ connection, tools }: Source, proof: Proof | null): Promise<void> {
  if (proof === null) await assertJobs(connection, tools);
  else assertProven(proof);
}

/** Failure: restore-jobs-not-here (69), where no undo would bring back what is there now. */
export function assertProven({ kind }: Proof): void {
  if (kind !== 'salvaged') return;
  throw notHere(
    'what is there now is damaged and could only be salvaged, so no undo would bring it back from a restore that failed half way',
    'Leave --jobs out: a restore in one transaction that fails leaves it as it is.',
  );
}
