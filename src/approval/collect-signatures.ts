import type { Signer } from './allowed-signers.ts';
import { type Judging, judgeSignatures, type ReadStatement } from './judge-signatures.ts';
import { namespaces } from './namespaces.ts';
import { canonicalStatement, parseSignedStatement, requestSha256, type Unread } from './request.ts';
import { statementName } from './request-names.ts';
import type { Signatures, SignedStatement } from './request-types.ts';
import { readSignature } from './signature-blob.ts';
import { verify } from './ssh-keygen.ts';

/** A file beside a request: its text, or why it could not be read. */
export interface StatementFile {
  readonly file: string;
  readonly text: string | Unread;
}

/**
 * Reads the statements beside a request, has ssh-keygen verify each, and judges them. Call it anew right before the action.
 * Failures: ssh-keygen-missing, ssh-keygen-failed.
 */
export async function collectSignatures(
  of: Omit<Judging, 'statements'> & {
    readonly read: () => Promise<readonly StatementFile[]>;
    readonly env: NodeJS.ProcessEnv;
  },
): Promise<Signatures> {
  const sha256 = requestSha256(of.request);
  const statements: ReadStatement[] = [];
  for (const { file, text } of await of.read()) {
    const read = typeof text === 'string' ? parseSignedStatement(text) : text;
    const verified =
      'problem' in read ? false : read.statement.request === sha256 && (await isVerified(file, read, of));
    statements.push({ file, read, verified });
  }
  return judgeSignatures({ ...of, statements });
}

/** Only what has the name of its key is verified: a folder full of files costs one run of ssh-keygen for each key. */
async function isVerified(
  file: string,
  { statement, signature }: SignedStatement,
  of: Pick<Judging, 'request' | 'signers'> & { readonly env: NodeJS.ProcessEnv },
): Promise<boolean> {
  const blob = readSignature(signature);
  if ('problem' in blob) return false;
  if (file !== statementName(of.request.nonce, statement.verdict, blob.fingerprint)) return false;
  const signer: Signer | undefined = of.signers.find(({ fingerprint }) => fingerprint === blob.fingerprint);
  if (!signer) return false;
  const text = canonicalStatement(statement);
  const problem = await verify({ text, namespace: namespaces[statement.verdict], signature, signer, env: of.env });
  return problem === null;
}
