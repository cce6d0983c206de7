import type { Signature } from '../approval/request-types.ts';
import { approvedBy } from '../approval/signed.ts';
import type { Approval } from '../approval/types.ts';
import type { Signed } from '../policy/types.ts';
import { whySigned } from '../policy/who-signs.ts';
import type { ToApprove } from './approve.ts';
import { unlikeRequest } from './as-requested.ts';
import { signersOf } from './people.ts';
import { refuseSigned } from './refuse.ts';
import { databaseClock } from './request-clock.ts';

/**
 * Holds a signed request against what is there now: the same everything, no more lost than was signed, the signatures still
 * good by both clocks, nobody against it. Failure: refused (77).
 */
export async function bySignatures(of: ToApprove, signed: Signed | null): Promise<Approval> {
  const { task, held, files, proof, impact } = of;
  const signedRequest = task.request;
  if (signedRequest === null) throw await refuseSigned(task, 'There is no request.');
  const { request, sha256 } = signedRequest;
  const unlike = await unlikeRequest({ task, held, files, impact, proof, request });
  if (unlike.length > 0) throw await refuseSigned(task, `The signatures do not cover this. ${unlike.join(' ')}`);
  const { valid: signatures, denied, unfit } = await signedRequest.again(await databaseClock(held));
  const over = denied ?? unfit;
  if (over !== null) throw await refuseSigned(task, `The request does not stand: ${over}.`);
  const people = { ...task.people, request: signersOf({ signatures }, task.settings) };
  const missing = signed && whySigned(signed, people, task.target.environment === 'staging');
  const [first, ...more] = signatures;
  if (missing || !first) throw await refuseSigned(task, missing ?? 'The request is signed by nobody.');
  return approvedBy([first, ...more] as [Signature, ...Signature[]], { request, sha256, proof, impact });
}
