import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { placeText, requestsFolder } from '../approval/request-files.ts';
import { isNonce, requestName } from '../approval/request-names.ts';
import { Failure } from '../failures.ts';
import { fetchRequestFiles, pushRequestFile } from '../target/git-requests.ts';
import { openProject } from './project.ts';

/** Hands a request or a statement over by git: refs/permahub/* of the remote. Failures: those of pushing. */
export async function pushFile(file: string, remote: string): Promise<void> {
  await pushRequestFile({
    folder: await repository(),
    remote,
    name: basename(file),
    text: await readFile(file, 'utf8'),
  });
}

/**
 * The file of a request that others handed over by git, with every statement on it, in this clone's folder of requests.
 * `named`: its nonce or file. Failures: those of fetching; request-moved (65) where somebody replaced what was shared.
 */
export async function fetchRequest(named: string, remote: string): Promise<string> {
  const nonce = basename(named).replace(/\.json$/, '');
  if (!isNonce(nonce)) throw new Failure('request-missing', { file: named });
  const { settings } = await openProject();
  // A request that lies elsewhere keeps its statements beside it.
  const folder = named === nonce ? requestsFolder(settings.backups.directory) : dirname(named);
  const { files, moved } = await fetchRequestFiles({ folder: await repository(), remote, nonce });
  if (moved.length > 0) throw new Failure('request-replaced', { file: moved.join(', ') });
  for (const { name, text } of files) await placeText(folder, name, text);
  return join(folder, requestName(nonce));
}

/** Where git's objects are: the repository of the working folder. Failure: remote-unknown (69). */
async function repository(): Promise<string> {
  const { git } = await openProject();
  if (git.root === null)
    throw new Failure('remote-unknown', { folder: process.cwd(), remote: 'any', known: 'this is no git repository' });
  return git.root;
}
