import { Failure } from '../failures.ts';
import type { FoundKey } from './find-key.ts';
import { namespaces } from './namespaces.ts';
import { canonicalStatement, requestSha256 } from './request.ts';
import type { Request, SignedStatement, Statement } from './request-types.ts';
import { readSignature } from './signature-blob.ts';
import { sign, verify } from './ssh-keygen.ts';

/**
 * Approves or denies a request with a person's key, and proves the signature before it is given. Failures: those of `sign`,
 * ssh-keygen-failed.
 */
export async function signStatement(of: {
  readonly request: Request;
  readonly verdict: Statement['verdict'];
  readonly key: FoundKey;
  readonly at: Date;
  readonly env: NodeJS.ProcessEnv;
  readonly tty: boolean;
}): Promise<SignedStatement> {
  const { verdict, env, tty } = of;
  const { keyFile, signer } = of.key;
  const request = requestSha256(of.request);
  const statement: Statement = { schema: 1, verdict, request, by: signer.email, at: of.at.toISOString() };
  const [text, namespace] = [canonicalStatement(statement), namespaces[verdict]];
  const signature = await sign({ text, namespace, keyFile, env, tty });
  const blob = readSignature(signature);
  const problem =
    'problem' in blob
      ? blob.problem
      : blob.fingerprint !== signer.fingerprint
        ? `it signed with another key, ${blob.fingerprint}`
        : blob.securityKey && !blob.securityKey.touched
          ? 'the security key was not touched'
          : await verify({ text, namespace, signature, signer, env });
  if (problem !== null) throw new Failure('signing-failed', { key: keyFile, problem });
  return { statement, signature };
}
