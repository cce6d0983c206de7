import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { CommittedFiles } from '../target/types.ts';

/**
 * What a person must know of an allowed_signers file (`path`, absolute) that is not as `ref` has it, in words; null where
 * they are the same. Only the one of the ref ever counts.
 */
export async function signersNote(of: {
  readonly path: string;
  readonly root: string;
  readonly ref: string;
  readonly committed: CommittedFiles;
}): Promise<string | null> {
  const { path, root, ref } = of;
  const name = relative(root, path).split(sep).join('/');
  if (name.startsWith('..')) return `approvals.allowedSigners names ${path}, outside the repository: it does not count`;
  const [there, here] = await Promise.all([
    of.committed.read(ref, name),
    readFile(path, 'utf8').catch(() => null), // Whatever keeps it from being read, it is not what counts.
  ]);
  if (there === null && here === null) return `approvals.allowedSigners names ${name}, and ${ref} has no such file`;
  if (there === null) return `${name} of the working tree is ignored: it counts once ${ref} has it`;
  if (here === null) return `${name} is missing in the working tree; ${ref}:${name} still counts`;
  return plain(here) === plain(there) ? null : `${name} of the working tree is ignored: it differs from ${ref}:${name}`;
}

/** Git may check out with other line ends than it keeps. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
