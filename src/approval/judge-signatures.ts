import { oneLine } from '../terminal/clean.ts';
import type { Signer } from './allowed-signers.ts';
import { whyNotValid } from './key-times.ts';
import { namespaces } from './namespaces.ts';
import type { Unread } from './request.ts';
import { requestSha256 } from './request.ts';
import { claimedVerdict, statementName } from './request-names.ts';
import { type Clocks, whyUnfit, whyUntimely } from './request-times.ts';
import type { Request, Signature, Signatures, SignedStatement } from './request-types.ts';
import { readSignature } from './signature-blob.ts';

/** A file beside the request, read; and whether ssh-keygen found that its signature fits. */
export interface ReadStatement {
  /** Its name, without folders. */
  readonly file: string;
  readonly read: SignedStatement | Unread;
  /** True only when ssh-keygen verified it, with the key of its own signature and the namespace of its verdict. */
  readonly verified: boolean;
}

export interface Judging extends Clocks {
  readonly request: Request;
  readonly statements: readonly ReadStatement[];
  /** Of the reviewed file. */
  readonly signers: readonly Signer[];
  /** Nonces of requests that were carried out already. */
  readonly usedNonces: ReadonlySet<string>;
}

/** What the statements beside a request amount to: who validly signed it, who does not count and why, who said no. Pure. */
export function judgeSignatures(of: Judging): Signatures {
  const { request } = of;
  // What is signed afterwards was carried out, of course.
  const used = of.mode === 'run' && of.usedNonces.has(request.nonce) ? 'it was carried out already' : null;
  const unfit = used ?? whyUnfit(request, of);
  const sha256 = requestSha256(request);
  const judged = of.statements.map((one) => ({ ...one, outcome: judge(one, sha256, of) })).sort(byTime);
  const denials = judged.filter(({ file, read }) => isDenial(file, read));
  const denied = denials.length === 0 ? null : denials.map(denialWords).join('; ');
  const whole = denied === null ? unfit && `the request does not stand: ${unfit}` : 'the request was denied';
  const valid: Signature[] = [];
  const rejected: { file: string; why: string }[] = [];
  for (const { file, outcome, ...one } of judged) {
    if (typeof outcome === 'string') rejected.push({ file: oneLine(file), why: outcome });
    else if (!isDenial(file, one.read)) {
      // A key is one person's (see `judge`): whoever counts once has given one key.
      const twice = valid.some(({ by }) => by === outcome.by) ? `${outcome.by} counts once` : null;
      const why = twice ?? whole;
      if (why === null) valid.push(outcome);
      else rejected.push({ file: oneLine(file), why });
    }
  }
  return { valid, rejected, denied, unfit };
}

/** One statement for itself: its signature, or the first reason why it does not count. */
function judge({ file, read, verified }: ReadStatement, sha256: string, of: Judging): Signature | string {
  if ('problem' in read) return read.problem;
  const { statement } = read;
  if (statement.request !== sha256) return 'it is for another request, or the request was changed';
  const blob = readSignature(read.signature);
  if ('problem' in blob) return `its signature cannot be read: ${blob.problem}`;
  if (file !== statementName(of.request.nonce, statement.verdict, blob.fingerprint))
    return 'its name is not that of its request, verdict and key';
  if (blob.namespace !== namespaces[statement.verdict])
    return `its signature was made for something else ("${blob.namespace}")`;
  const signers = of.signers.filter(({ fingerprint }) => fingerprint === blob.fingerprint);
  const [signer] = signers;
  if (!signer) return `allowed_signers holds no such key (${blob.fingerprint})`;
  if (signers.length > 1) return 'allowed_signers holds its key more than once';
  if (signer.email !== statement.by) return `it says ${statement.by}, and its key is that of ${signer.email}`;
  if (!verified) return 'the signature does not fit what it should sign';
  if (blob.securityKey && !blob.securityKey.touched) return 'its security key was not touched';
  const at = Date.parse(statement.at);
  const untimely = whyUntimely(at, of.request, of);
  if (untimely !== null) return untimely;
  for (const moment of [at, of.now.getTime(), ...(of.databaseNow ? [of.databaseNow.getTime()] : [])]) {
    const invalid = whyNotValid(signer, moment);
    if (invalid !== null) return `the key of ${signer.email} ${invalid}`;
  }
  const touched = blob.securityKey?.touched ?? false;
  return { by: signer.email, fingerprint: blob.fingerprint, at: statement.at, touched };
}

function isDenial(file: string, read: ReadStatement['read']): boolean {
  return claimedVerdict(file) === 'deny' || (!('problem' in read) && read.statement.verdict === 'deny');
}

function denialWords({ file, read, outcome }: ReadStatement & { readonly outcome: Signature | string }): string {
  if ('problem' in read) return `denied by the file ${oneLine(file)}, which cannot be read`;
  const { by, at } = read.statement;
  return `denied by ${by} at ${at}${typeof outcome !== 'string' ? '' : ', by a signature that does not count, but a denial always does'}`;
}

/** The earliest first; what cannot be read last; by name where times are equal, so that the order never depends on the folder. */
function byTime(a: ReadStatement, b: ReadStatement): number {
  const key = ({ file, read }: ReadStatement) => `${'problem' in read ? '~' : read.statement.at} ${file}`;
  return key(a) < key(b) ? -1 : 1;
}
