import { writeDenial } from '../approval/request-files.ts';
import { Failure } from '../failures.ts';
import { personAt } from '../guard/look.ts';
import { ownKey } from '../guard/own-key.ts';
import { putName } from '../guard/put-name.ts';
import { printLines } from '../terminal/style.ts';
import { openRequest } from './opened-request.ts';
import { fetchRequest, pushFile } from './share.ts';

/** `permahub deny FILE`: ends a request. Signed where a key of ours is known; without one it counts all the same. */
export async function denyRequest(options: {
  readonly file: string;
  readonly key: string | null;
  readonly push: string | null;
  readonly fetch: string | null;
}): Promise<number> {
  const file = options.fetch === null ? options.file : await fetchRequest(options.file, options.fetch);
  const opened = await openRequest(file);
  const { git } = opened.project;
  const { env } = process;
  const key = await ownKey(opened.team, { named: options.key, git, env }).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'signing-key-unknown' && options.key === null) return null;
    throw error;
  });
  const statement = key
    ? await putName({ file, request: opened.request, verdict: 'deny', key, env })
    : await writeDenial(file, opened.request.nonce, personAt(git, env));
  if (options.push !== null) await pushFile(statement, options.push);
  printLines([
    {
      text: `permahub: denied${key ? ` as ${key.signer.email}` : ', without a signature'}: ${statement}`,
      tone: 'title',
    },
    { text: '  The request is over wherever this file lies beside it.', tone: 'plain' },
  ]);
  return 0;
}
