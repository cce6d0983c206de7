import type { Backup, ProofRecord } from '../backup/types.ts';
import type { Target } from '../target/types.ts';

/** The result of restoring a backup into a scratch server and comparing it with the source. */
export type Proof =
  | {
      readonly kind: 'restored';
      readonly backup: Backup;
      readonly record: ProofRecord;
      /** True when an earlier proof still holds, measured just now. */
      readonly reused: boolean;
      /** What is still being proven while the question stands; nothing is forwarded before it is. */
      readonly pending?: readonly string[];
    }
  | { readonly kind: 'nothing-to-back-up'; readonly reason: string }
  | { readonly kind: 'salvaged'; readonly files: readonly string[]; readonly reason: string };

/** A database that goes with the action beside the target's own, and the proof of its backup. */
export interface AlsoLost {
  readonly target: Target;
  readonly proof: Proof;
}
