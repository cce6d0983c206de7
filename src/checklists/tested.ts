import { createHash } from 'node:crypto';
import { canonical } from '../canonical.ts';
import type { Applied, Hashes } from '../journal/applied.ts';

/** What somebody says of a run of theirs that ended well: canonical JSON of this is signed. */
export interface TestedStatement {
  readonly schema: 1;
  readonly kind: 'permahub tested';
  readonly environment: 'local' | 'staging';
  readonly migrations: Hashes;
  /** E-mail address, lower case, as allowed_signers names it. */
  readonly by: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly commit: string | null;
}

/** The namespace of its signatures: nothing signed for another purpose counts here. */
export const testedNamespace = 'permahub-tested';

/** Small texts under refs of a shared repository. */
export interface SharedTexts {
  readonly put: (ref: string, text: string) => Promise<void>;
  /** Every text below a prefix. */
  readonly list: (prefix: string) => Promise<readonly { readonly ref: string; readonly text: string }[]>;
}

/** Signs a text in a namespace; gives the armored signature. */
export type SignText = (text: string, namespace: string) => Promise<string>;

/** null when `by`, of the reviewed allowed_signers, signed exactly this text in this namespace; else why it does not count. */
export type VerifyText = (of: {
  readonly text: string;
  readonly signature: string;
  readonly namespace: string;
  readonly by: string;
}) => Promise<string | null>;

const refs = 'refs/permahub/tested/';
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Signs the statement and puts it where colleagues find it; gives the ref. Throws what signing and putting throw. */
export async function shareTested(
  statement: TestedStatement,
  by: { readonly sign: SignText; readonly texts: Pick<SharedTexts, 'put'> },
): Promise<string> {
  const signature = await by.sign(canonical(statement), testedNamespace);
  const text = `${canonical({ statement, signature })}\n`;
  const ref = `${refs}${hash(statement.by)}/${hash(text)}`;
  await by.texts.put(ref, text);
  return ref;
}

/**
 * What colleagues' valid statements say was applied. What is not exactly a statement, is not signed by the person it
 * names, or stands under somebody else's name, is ignored and named. Throws what listing throws.
 */
export async function readShared(of: {
  readonly texts: Pick<SharedTexts, 'list'>;
  readonly verify: VerifyText;
  readonly now: Date;
}): Promise<{ readonly applied: readonly Applied[]; readonly ignored: readonly string[] }> {
  const applied: Applied[] = [];
  const ignored: string[] = [];
  for (const { ref, text } of await of.texts.list(refs)) {
    const signed = parse(text);
    const why = signed === null ? 'it is no statement of tested migrations' : await fault(ref, text, signed, of);
    if (signed === null || why !== null) ignored.push(`${ref}: ${why}`);
    else applied.push(...appliedBy(signed.statement));
  }
  return { applied, ignored };
}

interface SignedTested {
  readonly statement: TestedStatement;
  readonly signature: string;
}

async function fault(
  ref: string,
  text: string,
  { statement, signature }: SignedTested,
  { verify, now }: { readonly verify: VerifyText; readonly now: Date },
): Promise<string | null> {
  const { by, at } = statement;
  if (ref !== `${refs}${hash(by)}/${hash(text)}`) return `it does not stand under the name of ${by}`;
  if (!(Date.parse(at) <= now.getTime() + 60_000)) return `its time is no time that was (${at})`;
  return verify({ text: canonical(statement), signature, namespace: testedNamespace, by });
}

function appliedBy({ environment, migrations, by, at }: TestedStatement): Applied[] {
  const target = `a ${environment} database of a colleague`;
  return Object.entries(migrations).map(([file, sha256]) => ({ file, sha256, environment, target, at, by }));
}

function parse(text: string): SignedTested | null {
  try {
    const signed = JSON.parse(text) as Partial<SignedTested>;
    const { schema, kind, environment, migrations, by, at, commit } =
      signed.statement ?? ({} as Partial<TestedStatement>);
    const isStatement =
      schema === 1 &&
      kind === 'permahub tested' &&
      (environment === 'local' || environment === 'staging') &&
      typeof by === 'string' &&
      by === by.toLowerCase() &&
      typeof at === 'string' &&
      (commit === null || typeof commit === 'string') &&
      typeof migrations === 'object' &&
      Object.values(migrations ?? {}).every((sha256) => /^[0-9a-f]{64}$/.test(sha256)) &&
      typeof signed.signature === 'string';
    return isStatement && `${canonical(signed)}\n` === text ? (signed as SignedTested) : null;
  } catch {
    return null; // Not JSON, or not canonical: no statement, which is the answer asked for.
  }
}
