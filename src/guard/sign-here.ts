import { collectSignatures } from '../approval/collect-signatures.ts';
import { requestSha256 } from '../approval/request.ts';
import { statementsBeside, writeRequest } from '../approval/request-files.ts';
import type { Signature } from '../approval/request-types.ts';
import { approvedBy } from '../approval/signed.ts';
import type { Approval } from '../approval/types.ts';
import type { Signed } from '../policy/types.ts';
import { whySigned } from '../policy/who-signs.ts';
import { printLines } from '../terminal/style.ts';
import type { ToApprove } from './approve.ts';
import { makeRequest } from './make-request.ts';
import { ownKey, teamSigners } from './own-key.ts';
import { signersOf } from './people.ts';
import { putName } from './put-name.ts';
import { refuseSigned } from './refuse.ts';
import { databaseClock } from './request-clock.ts';

/**
 * The person who just confirmed also signs, with the key that the reviewed allowed_signers holds: the same request and
 * statement as two machines would exchange, kept as evidence. Failures: refused (77), those of keys and ssh-keygen.
 */
export async function signHere(of: ToApprove, confirmed: Approval, signed: Signed): Promise<Approval> {
  const { task, held, proof, impact } = of;
  const { settings, git, place } = task;
  const { env } = place;
  const team = await teamSigners(settings, git);
  const key = await ownKey(team, { named: null, git, env });
  const request = await makeRequest({ ...of, reason: confirmed.reason, emergency: task.emergency });
  const file = await writeRequest(settings.backups.directory, request);
  printLines([{ text: `permahub: signing as ${key.signer.email} with ${key.keyFile}`, tone: 'plain' }]);
  await putName({ file, request, verdict: 'approve', key, env });
  const { valid, denied, rejected } = await collectSignatures({
    ...{ request, env, signers: team.signers, usedNonces: new Set(), now: new Date(), mode: 'run' },
    databaseNow: await databaseClock(held),
    read: () => statementsBeside(file, request.nonce),
  });
  const sha256 = requestSha256(request);
  const people = { ...task.people, request: signersOf({ signatures: valid }, settings) };
  const missing = denied ?? whySigned(signed, people, task.target.environment === 'staging');
  const [first, ...more] = valid;
  if (missing !== null || !first) {
    const why = rejected[0]?.why ?? missing ?? 'the signature does not count';
    throw await refuseSigned(task, `Signed by ${key.signer.email}, and that does not do: ${why}`);
  }
  if (request.emergency)
    printLines([
      {
        text: `permahub: an emergency, by the owner alone. It stays open until a second person signs:`,
        tone: 'danger',
      },
      { text: `  permahub approve ${file}`, tone: 'plain' },
      { text: `  and then here: permahub run ${file}`, tone: 'plain' },
    ]);
  return approvedBy([first, ...more] as [Signature, ...Signature[]], { request, sha256, proof, impact });
}
