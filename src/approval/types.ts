import type { Impact } from '../rehearsal/types.ts';
import type { Proof } from '../verification/types.ts';

declare const approved: unique symbol;

/** Evidence that the right human agreed to exactly this. Only `approval/ask` can make one. */
export interface Approval {
  readonly [approved]: true;
  readonly reason: string;
  /** Who: git identity or login name, and how they were asked. */
  readonly by: string;
  readonly at: string;
  readonly proof: Proof;
  readonly impact: Impact;
}
