import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { canonical } from '../canonical.ts';
import { Failure } from '../failures.ts';
import { publishFile } from '../published-file.ts';
import type { StatementFile } from './collect-signatures.ts';
import { canonicalRequest, canonicalSigned, longestRequest, longestStatement, parseRequest } from './request.ts';
import { privateFolder, readPlainFile } from './request-file-bytes.ts';
import { isRequestFile, requestName, statementName } from './request-names.ts';
import type { Request, SignedStatement } from './request-types.ts';

/** Where requests lie, inside the backup directory. */
export function requestsFolder(directory: string): string {
  return join(directory, 'requests');
}

/** Writes a request into the backup directory's folder of requests; gives the file's path. Failures: as `placeText`. */
export async function writeRequest(directory: string, request: Request): Promise<string> {
  return placeText(requestsFolder(directory), requestName(request.nonce), canonicalRequest(request));
}

/**
 * Writes a signed statement beside its request, in whatever folder that is, over an earlier one of the same key; gives its
 * path. Failure: request-not-written.
 */
export async function writeStatement(of: {
  /** The request's file. */
  readonly beside: string;
  readonly nonce: string;
  readonly signed: SignedStatement;
  readonly fingerprint: string;
}): Promise<string> {
  const name = statementName(of.nonce, of.signed.statement.verdict, of.fingerprint);
  const folder = dirname(of.beside);
  await written(join(folder, name), async () => publishFile(join(folder, name), canonicalSigned(of.signed)));
  return join(folder, name);
}

/**
 * Writes an unsigned denial beside a request, by whoever has no key at hand: a denial counts whoever wrote it. Gives its
 * path. Failures: as `placeText`.
 */
export async function writeDenial(beside: string, nonce: string, by: string): Promise<string> {
  const text = `${canonical({ denied: true, by, at: new Date().toISOString() })}\n`;
  return placeText(dirname(beside), `${nonce}.deny.${'0'.repeat(16)}.json`, text);
}

/**
 * Puts a request or statement that came from elsewhere (git) into a folder, as it came; gives its path. What is there
 * already is never replaced: the same is fine. Failures: request-replaced, request-not-written.
 */
export async function placeText(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await written(file, async () => {
    if (!isRequestFile(name)) throw new Error('that is no name of a request or a statement');
    await privateFolder(folder);
    const there = await readPlainFile(file, longestRequest);
    if (there === null) publishFile(file, text);
    else if (there !== text) throw new Failure('request-replaced', { file });
  });
  return file;
}

/** Reads and checks a request's file. Failures: request-missing, request-invalid. */
export async function readRequest(file: string): Promise<Request> {
  const text = await readPlainFile(file, longestRequest);
  if (text === null) throw new Failure('request-missing', { file });
  const request = typeof text === 'string' ? parseRequest(text) : text;
  if ('problem' in request) throw new Failure('request-invalid', { file, problem: request.problem });
  return request;
}

/** Every file that lies beside a request and bears its nonce, read as far as it can be. Failure: request-missing when the folder is. */
export async function statementsBeside(file: string, nonce: string): Promise<StatementFile[]> {
  const found: StatementFile[] = [];
  for (const name of await namesIn(dirname(file))) {
    if (!name.toLowerCase().startsWith(`${nonce}.`) || name === requestName(nonce) || name === basename(file)) continue;
    const text = await readPlainFile(join(dirname(file), name), longestStatement);
    // Gone since the folder was read: whoever took it away may have taken a denial.
    found.push({ file: name, text: text ?? { problem: 'it was taken away while it was read' } });
  }
  return found;
}

/** A request in the folder of requests, for an overview: nothing is verified. */
export interface ListedRequest {
  readonly file: string;
  /** Null when it cannot be read: `problem` says why. */
  readonly request: Request | null;
  readonly problem: string | null;
  /** Names of the files beside it. */
  readonly statements: readonly string[];
  readonly expired: boolean;
  readonly carriedOut: boolean;
}

/** The requests of a backup directory, the newest first. `usedNonces` as the journal has them. */
export async function listRequests(
  directory: string,
  of: { readonly now: Date; readonly usedNonces: ReadonlySet<string> },
): Promise<ListedRequest[]> {
  const folder = requestsFolder(directory);
  const names = await namesIn(folder).catch((error) => {
    if (error instanceof Failure) return [];
    throw error;
  });
  const listed: ListedRequest[] = [];
  for (const name of names.filter((one) => isRequestFile(one) && one.split('.').length === 2)) {
    const file = join(folder, name);
    const nonce = name.replace(/\.json$/, '');
    const text = await readPlainFile(file, longestRequest);
    if (text === null) continue;
    const read = typeof text === 'string' ? parseRequest(text) : text;
    const request = 'problem' in read ? null : read;
    const other = request !== null && request.nonce !== nonce ? 'its name is not its own' : null;
    listed.push({
      file,
      request: other === null ? request : null,
      problem: 'problem' in read ? read.problem : other,
      statements: names.filter((one) => one.startsWith(`${nonce}.`) && one !== name),
      expired: request !== null && of.now.getTime() >= Date.parse(request.expiresAt),
      carriedOut: of.usedNonces.has(nonce),
    });
  }
  return listed.sort((a, b) => (b.request?.createdAt ?? '').localeCompare(a.request?.createdAt ?? ''));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Failure('request-missing', { file: folder });
    throw new Failure('request-invalid', { file: folder, problem: (error as Error).message }, { cause: error });
  }
}

async function written(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('request-not-written', { file, problem: (error as Error).message }, { cause: error });
  }
}
