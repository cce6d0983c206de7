import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { Failure } from '../failures.ts';
import { oneLine } from '../terminal/clean.ts';
import { gitEnvironment } from './git-environment.ts';

/** A small text that people of a repository share: git keeps it as a blob under refs/permahub/<name>. */
export interface SharedText {
  /** "requests/<nonce>", "tested/local/<hash>": plain words between slashes. */
  readonly name: string;
  readonly text: string;
}

/** Where texts are shared. */
export interface Shared {
  /** A folder inside the repository. */
  readonly folder: string;
  /** Name of one of its remotes. */
  readonly remote: string;
}

const root = 'refs/permahub';
const largest = 10_000_000;

/** Whether a name can be one of a shared text: it is part of a ref, and may become part of a path. */
export function isSharedName(name: string): boolean {
  const word = /^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.|lock$|$)){0,199}$/;
  const words = name.split('/');
  return words.length >= 2 && words.length <= 5 && words[0] !== 'incoming' && words.every((one) => word.test(one));
}

/**
 * Keeps a text in this clone's git and pushes it. Nothing is ever overwritten, here or there: the same text again is fine.
 * Failures: remote-unknown, remote-failed, shared-moved.
 */
export async function shareText(of: Shared & SharedText): Promise<void> {
  const { remote, name } = of;
  const git = asker(of);
  if (!isSharedName(name)) throw new Error(`"${name}" is no name to share a text under`);
  await knownRemote(of, git);
  const ref = `${root}/${name}`;
  const id = await blobOf(of.text, git);
  const own = (await git.does('for-each-ref', '--format=%(objectname)', ref)).trim();
  if (own !== '' && own !== id) throw new Failure('shared-moved', { ref, remote });
  const there = (await git.reaches('read', 'ls-remote', '--refs', remote, ref)).split(/\s/)[0];
  if (there !== '' && there !== id) throw new Failure('shared-moved', { ref, remote });
  // The empty old value: it must not exist yet.
  if (own === '') await git.does('update-ref', ref, id, '');
  if (there === id) return;
  // Without force: a ref that came there meanwhile stays, and this fails.
  const only = ['--no-verify', '--no-follow-tags', '--recurse-submodules=no'];
  await git.reaches('push to', 'push', ...only, remote, `${ref}:${ref}`);
}

/**
 * Fetches what is shared under a prefix ("requests"), and gives every text below it that this clone has, those wanted only.
 * `moved`: names whose content on the remote is not what this clone got earlier; the earlier one is kept and given.
 * Only refs/permahub/* is written. Failures: remote-unknown, remote-failed.
 */
export async function fetchTexts(
  of: Shared & { readonly under: string; readonly wanted?: (name: string) => boolean },
): Promise<{ texts: SharedText[]; moved: string[] }> {
  const { remote, under } = of;
  const git = asker(of);
  if (!isSharedName(`${under}/x`)) throw new Error(`"${under}" is no prefix of shared texts`);
  await knownRemote(of, git);
  // A place of its own first: fetching would put a moved ref over ours without being asked.
  const incoming = `${root}/incoming/${randomBytes(8).toString('hex')}`;
  const only = ['--no-tags', '--no-write-fetch-head', '--recurse-submodules=no', '--no-auto-maintenance', '--refmap='];
  const moved: string[] = [];
  try {
    await git.reaches('fetch from', 'fetch', '--quiet', ...only, remote, `+${root}/${under}/*:${incoming}/${under}/*`);
    const own = new Map((await refsIn(root, under, git)).map(({ name, id }) => [name, id]));
    for (const { name, id, isText } of await refsIn(incoming, under, git)) {
      if (own.get(name) === id || !isSharedName(name)) continue;
      const isNew = !own.has(name) && isText;
      if (!(isNew && (await git.can('update-ref', `${root}/${name}`, id, '')))) moved.push(name);
    }
  } finally {
    for (const { name } of await refsIn(incoming, under, git))
      await git.does('update-ref', '-d', `${incoming}/${name}`);
  }
  const texts: SharedText[] = [];
  for (const { name, id, isText } of await refsIn(root, under, git))
    if (isText && isSharedName(name) && (of.wanted?.(name) ?? true))
      texts.push({ name, text: await git.does('cat-file', 'blob', id) });
  return { texts, moved };
}

/** The refs below a prefix, named as they are below `base`; what is no blob, or too large, is no text. */
async function refsIn(base: string, under: string, git: Asker) {
  const format = '--format=%(objecttype) %(objectsize) %(objectname) %(refname)';
  const lines = (await git.does('for-each-ref', format, `${base}/${under}/`)).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [type, size, id = '', ref = ''] = line.split(' ');
    return { name: ref.slice(base.length + 1), id, isText: type === 'blob' && Number(size) <= largest };
  });
}

/** Writes a text as a blob, as it is: no filter, no change of line ends. */
async function blobOf(text: string, git: Asker): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'permahub-share-'));
  try {
    await writeFile(join(folder, 'text'), text, { mode: 0o600 });
    return (await git.does('hash-object', '-w', '--no-filters', join(folder, 'text'))).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function knownRemote({ folder, remote }: Shared, git: Asker): Promise<void> {
  const known = (await git.does('remote')).split('\n').filter(Boolean);
  if (!known.includes(remote))
    throw new Failure('remote-unknown', { folder, remote, known: known.join(', ') || 'none' });
}

type Asker = ReturnType<typeof asker>;

/** One git command each: `does` throws what it says, `can` tells whether it did, `reaches` makes it a failure of the remote. */
function asker({ folder, remote }: Shared) {
  const env = gitEnvironment('SSH_AUTH_SOCK');
  const does = (...args: string[]) => simpleGit({ baseDir: folder }).env(env).raw(args);
  return {
    does,
    can: (...args: string[]) =>
      does(...args).then(
        () => true,
        () => false, // "No" is the answer: something else stands in its place.
      ),
    reaches: async (what: string, ...args: string[]) => {
      try {
        return await does(...args);
      } catch (error) {
        throw new Failure('remote-failed', { what, remote, problem: remoteWords(error) }, { cause: error });
      }
    },
  };
}

/** git's own reason, without what stands before the host in URLs: a token or a password may. */
function remoteWords(error: unknown): string {
  const lines = (error as Error).message.split('\n').map((line) => oneLine(line.replace(/\/\/[^\s/@]*@/g, '//')));
  const reason =
    lines.find((line) => /^(fatal|error):|! \[/.test(line)) ?? lines.find((line) => line !== '') ?? 'no reason';
  return reason.replace(/^(fatal|error): /, '').replace(/\.$/, '');
}
