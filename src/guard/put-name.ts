import type { FoundKey } from '../approval/find-key.ts';
import { writeStatement } from '../approval/request-files.ts';
import type { Request, Statement } from '../approval/request-types.ts';
import { signStatement } from '../approval/sign-statement.ts';

/** Signs a request with this key and writes the statement beside it; gives its file. Failures: those of signing and writing. */
export async function putName(of: {
  readonly file: string;
  readonly request: Request;
  readonly verdict: Statement['verdict'];
  readonly key: FoundKey;
  readonly env: NodeJS.ProcessEnv;
}): Promise<string> {
  const { file, request, verdict, key, env } = of;
  const signed = await signStatement({ request, verdict, key, at: new Date(), env, tty: true });
  return writeStatement({ beside: file, nonce: request.nonce, signed, fingerprint: key.signer.fingerprint });
}
