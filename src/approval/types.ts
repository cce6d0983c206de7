import type { Impact } from '../rehearsal/types.ts';
import type { AlsoLost, Proof } from '../verification/types.ts';
import type { Signature } from './request-types.ts';

declare const approved: unique symbol;

/** Evidence that the right human agreed to exactly this. Only `approval/ask` and `approval/signed` can make one. */
export interface Approval {
  readonly [approved]: true;
  readonly reason: string;
  /** Who: git identity or login name, and how they were asked. */
  readonly by: string;
  readonly at: string;
  readonly proof: Proof;
  readonly impact: Impact;
  /** What goes with it beside the target; nothing where people sign. */
  readonly others: readonly AlsoLost[];
  /** Of the request it rests on; none where nobody had to sign. */
  readonly signatures: readonly Signature[];
  /** That request; null where there is none. */
  readonly request: { readonly sha256: string; readonly nonce: string } | null;
}
