import type { Impact } from '../rehearsal/types.ts';
import type { Proof } from '../verification/types.ts';
import type { Request, Signature } from './request-types.ts';
import type { Approval } from './types.ts';

/** The Approval that verified signatures on a request give: beside `ask` the only thing that makes one. Needs at least one. */
export function approvedBy(
  signatures: readonly [Signature, ...Signature[]],
  of: {
    readonly request: Request;
    readonly sha256: string;
    readonly proof: Proof;
    readonly impact: Impact;
  },
): Approval {
  const { request, sha256, proof, impact } = of;
  const by = signatures.map((each) => `${each.by} (signed with ${each.fingerprint})`).join(', ');
  const at = signatures
    .map((each) => each.at)
    .sort()
    .at(-1);
  return {
    reason: request.reason,
    by,
    at,
    proof,
    impact,
    others: [],
    signatures,
    request: { sha256, nonce: request.nonce },
  } as unknown as Approval;
}
