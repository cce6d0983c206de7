import { fetchTexts, type Shared, shareText } from './git-blobs.ts';

/** A request or a statement as it lies in a folder: the name of its file, and its text. Nothing about it is checked here. */
export interface SharedFile {
  /** "<nonce>.json", or "<nonce>.approve.<key>.json". */
  readonly name: string;
  readonly text: string;
}

const requestForm = /^([0-9a-f]{32})\.json$/;
const statementForm = /^([0-9a-f]{32})\.(?:approve|deny)\.[0-9a-f]{16}\.json$/;

/**
 * Pushes a request (refs/permahub/requests/<nonce>) or a statement (refs/permahub/statements/<nonce>/<name>). Failures:
 * remote-unknown, remote-failed, shared-moved.
 */
export async function pushRequestFile(of: Shared & SharedFile): Promise<void> {
  const { folder, remote, name, text } = of;
  const request = requestForm.exec(name);
  const statement = statementForm.exec(name);
  if (!request && !statement) throw new Error(`"${name}" is no name of a request or a statement`);
  const ref = request ? `requests/${request[1]}` : `statements/${statement?.[1]}/${name}`;
  await shareText({ folder, remote, name: ref, text });
}

/**
 * Fetches requests and statements, of one nonce or (null) of all; names that are none of ours are left out. `moved`: files
 * whose content on the remote was replaced since this clone got them; the earlier content is given. Failures:
 * remote-unknown, remote-failed.
 */
export async function fetchRequestFiles(
  of: Shared & { readonly nonce: string | null },
): Promise<{ files: SharedFile[]; moved: string[] }> {
  const { folder, remote, nonce } = of;
  const files: SharedFile[] = [];
  const moved: string[] = [];
  for (const under of ['requests', 'statements'] as const) {
    const nameOf = (shared: string) => fileName(under, shared, nonce);
    const fetched = await fetchTexts({ folder, remote, under, wanted: (shared) => nameOf(shared) !== null });
    for (const { name, text } of fetched.texts) files.push({ name: nameOf(name) as string, text });
    moved.push(...fetched.moved.flatMap((shared) => nameOf(shared) ?? []));
  }
  return { files, moved };
}

/** The file a shared name stands for; null for what is none of ours, or not of the nonce. */
function fileName(under: 'requests' | 'statements', shared: string, nonce: string | null): string | null {
  const [, of = '', last, more] = shared.split('/');
  const name = under === 'requests' ? `${of}.json` : (last ?? '');
  const form = under === 'requests' ? requestForm : statementForm;
  const extra = under === 'requests' ? last : more;
  if (extra !== undefined || form.exec(name)?.[1] !== of) return null;
  return nonce === null || nonce === of ? name : null;
}
