import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../failures.ts';
import { readNode } from './read-node.ts';
import { isSame, type Node, type Step } from './types.ts';

/**
 * Does the steps one after the other, each complete or not at all: a new file beside, fsync, rename, fsync of the folder.
 * What changed since it was looked at is left alone. Failure: set-up-not-written (74), naming what was done before.
 */
export function apply(steps: readonly Step[]): void {
  const done: string[] = [];
  for (const step of steps) {
    try {
      if (!isSame(readNode(step.path), step.before)) throw new Error('it was changed at this moment by somebody else');
      put(step.path, step.after);
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      const problem = code ? (message.split(',')[0] as string) : message;
      throw new Failure(
        'set-up-not-written',
        { path: step.path, problem, done: done.length === 0 ? 'nothing' : done.join(', ') },
        { cause: error },
      );
    }
    done.push(step.path);
  }
}

function put(path: string, node: Node): void {
  const folder = dirname(path);
  if (node.kind === 'absent') {
    rmSync(path);
    sync(folder);
    removeEmpty(folder);
    return;
  }
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const fresh = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}.partial`);
  try {
    if (node.kind === 'link') symlinkSync(node.to, fresh);
    else writeFresh(fresh, node, path);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  sync(folder);
}

function writeFresh(fresh: string, { text, mode }: Extract<Node, { kind: 'file' }>, path: string): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const fd = openSync(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    const owner = existsSync(path) ? lstatSync(path) : null;
    if (owner !== null && (owner.uid !== process.getuid?.() || owner.gid !== process.getgid?.()))
      fchownSync(fd, owner.uid, owner.gid);
    fchmodSync(fd, mode);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Folders that were made for ours alone: `permahub/bin` and `permahub`. */
function removeEmpty(folder: string): void {
  for (const each of basename(dirname(folder)) === 'permahub' ? [folder, dirname(folder)] : []) {
    try {
      rmdirSync(each);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

function sync(folder: string): void {
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
