import type { FoundKey } from '../approval/find-key.ts';
import { namespaces } from '../approval/namespaces.ts';
import { canonicalStatement, requestSha256 } from '../approval/request.ts';
import { writeStatement } from '../approval/request-files.ts';
import type { Request, Statement } from '../approval/request-types.ts';
import { sign } from '../approval/ssh-keygen.ts';

/** Signs a statement on a request with this key and writes it beside; gives its file. Failures: those of signing and writing. */
export async function putName(of: {
  readonly file: string;
  readonly request: Request;
  readonly verdict: Statement['verdict'];
  readonly key: FoundKey;
  readonly env: NodeJS.ProcessEnv;
}): Promise<string> {
  const { file, request, verdict, key, env } = of;
  const { email, fingerprint } = key.signer;
  const at = new Date().toISOString();
  const statement: Statement = { schema: 1, verdict, request: requestSha256(request), by: email, at };
  const text = canonicalStatement(statement);
  const signature = await sign({ text, namespace: namespaces[verdict], keyFile: key.keyFile, env, tty: true });
  return writeStatement({ beside: file, nonce: request.nonce, signed: { statement, signature }, fingerprint });
}
