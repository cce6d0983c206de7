import { parseAllowedSigners } from '../../src/approval/allowed-signers.ts';
import { collectSignatures, type StatementFile } from '../../src/approval/collect-signatures.ts';
import { namespaces } from '../../src/approval/namespaces.ts';
import {
  canonicalRequest,
  canonicalSigned,
  canonicalStatement,
  parseRequest,
  requestSha256,
} from '../../src/approval/request.ts';
import { statementName } from '../../src/approval/request-names.ts';
import type { Request, Signatures, SignedStatement, Statement } from '../../src/approval/request-types.ts';
import { readSignature } from '../../src/approval/signature-blob.ts';
import { sign } from '../../src/approval/ssh-keygen.ts';
import { createdAt, exampleRequest, minute } from './example-request.ts';
import { keyFolder, type Person } from './signing-people.ts';

/** Everything that is looked at before a request is carried out. */
export interface Case {
  /** As it lies there; what is judged is what is read from it. */
  readonly request: string | { readonly problem: string };
  readonly files: readonly StatementFile[];
  /** allowed_signers, as reviewed. */
  readonly signers: string;
  readonly now: Date;
  readonly databaseNow: Date | null;
  readonly usedNonces: ReadonlySet<string>;
  readonly mode: 'run' | 'countersign';
}

/** Carried out or not, and every reason given. */
export interface Judgement {
  readonly accepted: boolean;
  readonly reasons: readonly string[];
  readonly signatures: Signatures | null;
}

/** What the guard does with a request that takes two people: reads it, collects and judges the signatures. */
export async function judgeCase(of: Case): Promise<Judgement> {
  const request = typeof of.request === 'string' ? parseRequest(of.request) : of.request;
  if ('problem' in request) return { accepted: false, reasons: [request.problem], signatures: null };
  const { signers, faults } = parseAllowedSigners(of.signers);
  const read = () => Promise.resolve(of.files);
  const signatures = await collectSignatures({ ...of, request, signers, read, env: process.env });
  const { valid, rejected, denied, unfit } = signatures;
  const reasons = [...faults, ...rejected.map(({ why }) => why), denied, unfit].filter((one) => one !== null);
  return { accepted: valid.length >= 2, reasons, signatures };
}

/** How somebody signs; what is not named is as `permahub approve` does it. */
export interface Signing {
  readonly verdict?: Statement['verdict'];
  readonly request?: Request;
  readonly by?: string;
  readonly at?: string;
  readonly namespace?: string;
  /** Signed in place of the statement. */
  readonly text?: string;
}

/** Keys made once, and every signature made once, however many forgeries use it. */
export async function forgeryWorld() {
  const keys = keyFolder();
  const [ann, bob] = [keys.person('ann@example.com'), keys.person('bob@example.com')];
  const [carol, mallory] = [keys.person('carol@example.com', 'rsa 2048'), keys.person('mallory@example.com')];
  const annsSecond = keys.person('ann@example.com', 'ecdsa');
  const made = new Map<string, Promise<SignedStatement>>();
  const statement = (who: Person, how: Signing = {}): Statement => ({
    schema: 1,
    verdict: how.verdict ?? 'approve',
    request: requestSha256(how.request ?? exampleRequest),
    by: how.by ?? who.email,
    at: how.at ?? new Date(createdAt + 5 * minute).toISOString(),
  });
  const signed = (who: Person, how: Signing = {}): Promise<SignedStatement> => {
    const said = statement(who, how);
    const text = how.text ?? canonicalStatement(said);
    const namespace = how.namespace ?? namespaces[said.verdict];
    const key = JSON.stringify([who.keyFile, text, namespace, said]);
    const signing = async () => ({
      statement: said,
      signature: await sign({ text, namespace, keyFile: who.keyFile, env: process.env, tty: false }),
    });
    if (!made.has(key)) made.set(key, signing());
    return made.get(key) as Promise<SignedStatement>;
  };
  /** The file of a signed statement, named as it must be. */
  const file = (of: SignedStatement, change: Partial<StatementFile> = {}): StatementFile => {
    const blob = readSignature(of.signature);
    const fingerprint = 'problem' in blob ? ann.fingerprint : blob.fingerprint;
    const name = statementName(exampleRequest.nonce, of.statement.verdict, fingerprint);
    return { file: name, text: canonicalSigned(of), ...change };
  };
  const signers = [ann, bob, carol].map(({ line }) => line);
  const files = [file(await signed(ann)), file(await signed(bob))] as const;
  const honest: Case = {
    request: canonicalRequest(exampleRequest),
    files,
    signers: `${signers.join('\n')}\n`,
    now: new Date(createdAt + 10 * minute),
    databaseNow: new Date(createdAt + 10 * minute + 1000),
    usedNonces: new Set(['f'.repeat(32)]),
    mode: 'run',
  };
  return { keys, ann, bob, carol, mallory, annsSecond, statement, signed, file, files, honest, remove: keys.remove };
}

export type World = Awaited<ReturnType<typeof forgeryWorld>>;
