import { Failure, type FailureCode } from '../failures.ts';
import { oneLine, shortened } from '../terminal/clean.ts';

/** What restic says while it tries again. */
export const retrying = /returned error, retrying after/;

const unreachable =
  /connection refused|no such host|no route to host|network is unreachable|i\/o timeout|context deadline exceeded|connection reset|unable to start the sftp session|broken pipe|EOF|TLS handshake|server response unexpected: 5\d\d/i;

/** What restic writes, and the statuses it has for some of it since 0.17. */
const reasons: readonly (readonly [status: number | null, said: RegExp, code: FailureCode])[] = [
  [12, /wrong password or no key found|empty password is not/i, 'vault-password-wrong'],
  [11, /repository is already locked|unable to create lock/i, 'vault-locked'],
  [null, retrying, 'vault-unreachable'],
  [null, new RegExp(`unable to open (config file|repository)[^]*(${unreachable.source})`, 'i'), 'vault-unreachable'],
  [10, /unable to open config file|repository does not exist/i, 'vault-no-repository'],
  [
    null,
    /ciphertext verification failed|does not match|invalid data returned|repository contains errors/i,
    'vault-damaged',
  ],
  [null, unreachable, 'vault-unreachable'],
];

/** The failure that the end of restic's stderr tells of. Pure. */
export function failureOf(of: {
  readonly repository: string;
  readonly what: string;
  readonly how: string;
  readonly status: number | null;
  readonly said: string;
}): Failure {
  const { repository, what, how, status, said } = of;
  const code =
    reasons.find(([own, words]) => (own !== null && own === status) || words.test(said))?.[2] ?? 'vault-failed';
  const problem = shortened(lastWords(said), 300) || 'it said nothing';
  return new Failure(code, { repository, what, how, problem, problems: `  ${problem}`, all: said });
}

/** The line that says why: the first fatal one, or who holds the lock; else the last. */
function lastWords(said: string): string {
  const lines = said
    .split('\n')
    .map(messageIn)
    .filter((line) => line !== '');
  const fatal = lines.find((line) => /^Fatal:|already locked/.test(line)) ?? lines.at(-1) ?? '';
  return oneLine(fatal)
    .replace(/^Fatal: /, '')
    .replace(/^.*returned error, retrying after [^:]*: /, '')
    .replace(/^.*(?=\bdial tcp )/, '')
    .replace(/\.$/, '');
}

/** Since 0.17 its last words are JSON where the rest is. */
function messageIn(line: string): string {
  const text = line.trim();
  if (!text.startsWith('{')) return text;
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text; // No JSON after all: as it stands.
  }
}
