import { namespaces } from './namespaces.ts';
import { readPublicKey } from './public-key.ts';
import { admits, readOptions } from './signer-options.ts';
import { exactBase64, Malformed } from './ssh-wire.ts';

/** One key of one person, as the reviewed allowed_signers file names it. */
export interface Signer {
  /** The only principal of its line, lower case. */
  readonly email: string;
  readonly keyType: string;
  /** Base64, as in the file. */
  readonly key: string;
  /** "SHA256:…", as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Milliseconds since 1970; null where the line sets no bound. */
  readonly validAfter: number | null;
  readonly validBefore: number | null;
}

export interface AllowedSigners {
  readonly signers: readonly Signer[];
  /** "line 3: a pattern stands for anybody": lines that do not count. */
  readonly faults: readonly string[];
}

/**
 * Reads allowed_signers (ssh-keygen(1), ALLOWED SIGNERS). What could stand for more than one person does not count: patterns,
 * several principals, certificates, a key that stands there twice. Lines for other namespaces are not meant for us: they are
 * left out without a fault. Pure.
 */
export function parseAllowedSigners(text: string): AllowedSigners {
  const faults: [line: number, words: string][] = [];
  const read: [line: number, signer: Signer][] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const signer = readLine(raw.replace(/\r$/, ''));
    if (typeof signer === 'string') faults.push([index + 1, signer]);
    else if (signer !== null) read.push([index + 1, signer]);
  }
  const signers: Signer[] = [];
  for (const [line, signer] of read) {
    const others = read.filter(([other, { fingerprint }]) => other !== line && fingerprint === signer.fingerprint);
    if (others.length === 0) signers.push(signer);
    else
      faults.push([
        line,
        `the same key stands on line ${others.map(([other]) => other).join(', ')}; none of them counts`,
      ]);
  }
  return { signers, faults: faults.sort(([a], [b]) => a - b).map(([line, words]) => `line ${line}: ${words}`) };
}

const fields = /^([^ \t]+)[ \t]+((?:\\"|"(?:\\"|[^"\\])*"|[^ \t"\\])+)(?:[ \t]+(.*))?$/;
const keyType = /^(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+$/;

/** One line: a signer, why it does not count, or null for what is not meant for us. */
function readLine(line: string): Signer | string | null {
  const trimmed = line.replace(/^[ \t]+/, '');
  if (trimmed === '' || trimmed.startsWith('#')) return null;
  const match = fields.exec(trimmed);
  if (!match) return 'it is no line of principal, options and key';
  const [, principal = '', second = '', after = ''] = match;
  const problem = principalProblem(principal);
  if (problem !== null) return problem;
  const bare = keyType.test(second);
  const options = readOptions(bare ? '' : second);
  if ('problem' in options) return options.problem;
  const [type = '', key = ''] = (bare ? `${second} ${after}` : after).split(/[ \t]+/);
  if (options.namespaces !== null && !admits(options.namespaces, namespaces.approve)) return null;
  try {
    const read = readPublicKey(exactBase64(key));
    if (read.type !== type) return `it says ${type || 'nothing'}, and its key is of the type ${read.type}`;
    const { validAfter, validBefore } = options;
    const { fingerprint } = read;
    return { email: principal.toLowerCase(), keyType: type, key, fingerprint, validAfter, validBefore };
  } catch (error) {
    if (error instanceof Malformed) return `its key cannot be used: ${error.message}`;
    throw error;
  }
}

/** ASCII only: a letter that looks like another would be another person. */
const address = /^[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

function principalProblem(principal: string): string | null {
  if (/[*?!]/.test(principal)) return 'a pattern stands for anybody';
  if (principal.includes(',')) return 'it names several people';
  return address.test(principal) ? null : 'its principal is no plain e-mail address';
}
