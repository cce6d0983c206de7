import type { Approval } from '../../src/approval/types.ts';

/** An approval for tests; outside them only `approval/ask` makes one. */
export function approvalFor(reason: string): Approval {
  const nothing = { kind: 'nothing-to-back-up', reason: 'a test' } as const;
  const impact = { kind: 'not-rehearsed', reason: 'a test' } as const;
  return { reason, by: 'Ada', at: '2025-11-14T14:30:22.000Z', proof: nothing, impact } as unknown as Approval;
}
