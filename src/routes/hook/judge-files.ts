import { basename, dirname, resolve, sep } from 'node:path';
import { agents } from './agents/all.ts';
import type { Simple } from './shell/state.ts';
import { gap, type Word } from './shell/word.ts';
import type { Ruling } from './types.ts';

/** Which words of a program are files it takes away, or writes. */
const takes: Readonly<
  Record<string, { readonly removes?: 'all' | 'sources'; readonly writes?: 'all' | 'last'; readonly when?: RegExp }>
> = {
  rm: { removes: 'all' },
  rmdir: { removes: 'all' },
  unlink: { removes: 'all' },
  shred: { removes: 'all' },
  trash: { removes: 'all' },
  truncate: { removes: 'all' },
  mv: { removes: 'sources', writes: 'last' },
  cp: { writes: 'last' },
  install: { writes: 'last' },
  ln: { writes: 'last' },
  rsync: { writes: 'last' },
  sed: { writes: 'all', when: /^(?:-\w*i|--in-place)/ },
  perl: { writes: 'all', when: /^-\w*i/ },
};

/** Whether it is worth asking where the backups are. Pure. */
export function touchesFiles({ program, args }: Simple): boolean {
  if (program === 'git') return args.some(({ sketch }) => sketch === 'clean');
  if (program === 'find') return args.some(({ sketch }) => sketch === '-delete');
  return program === 'dd' || Object.hasOwn(takes, program);
}

/** Files of the guard a command takes away or writes. `backups` are the backup folders that exist, absolute. Pure. */
export function judgeFiles(simple: Simple, backups: readonly string[]): Ruling | null {
  const { program, args, folder } = simple;
  if (program === 'git') return judgeGit(simple, backups);
  if (program === 'dd') {
    const out = args.find(({ sketch }) => sketch.startsWith('of='));
    return out ? judgeWrite(within(out.sketch.slice(3), folder), simple.raw, backups) : null;
  }
  const operands = args.filter(({ sketch }) => !sketch.startsWith('-'));
  if (program === 'find' && args.some(({ sketch }) => sketch === '-delete'))
    return judgeRemoval(operands.slice(0, 1), simple, backups);
  const taken = Object.hasOwn(takes, program) ? takes[program] : undefined;
  if (!taken || (taken.when && !args.some(({ sketch }) => taken.when?.test(sketch)))) return null;
  const removal = taken.removes
    ? judgeRemoval(taken.removes === 'all' ? operands : operands.slice(0, -1), simple, backups)
    : null;
  if (removal) return removal;
  const written = taken.writes === 'all' ? operands : taken.writes ? operands.slice(-1) : [];
  for (const { sketch } of written) {
    const found = judgeWrite(within(sketch, folder), simple.raw, backups);
    if (found) return found;
  }
  return null;
}

/** A file that is written: by a redirection, tee, cp. Pure. */
export function judgeWrite(path: string | null, raw: string, backups: readonly string[]): Ruling | null {
  if (path === null || path.startsWith(gap)) return null;
  const about = (message: string): Ruling => ({ verdict: 'ask', rule: 'guard-file', command: raw, message });
  const name = basename(path);
  if (/^\.permahubrc(?:\.\w+)?$|^permahub\.config\.\w+$/.test(name)) return about("It writes the guard's settings.");
  if (name === 'allowed_signers' || path.includes(`${sep}.permahub${sep}`))
    return about('It writes the file that says who may sign.');
  if (/^reset_log\.(?:txt|chain)$/.test(name)) return about("It writes the guard's journal.");
  if (backups.some((folder) => path.startsWith(folder + sep)))
    return about('It writes into the folder of the backups.');
  if (agents.some((agent) => path.endsWith(sep + agent.file) || path.endsWith(sep + agent.userFile)))
    return about("It writes a coding agent's hooks, and this hook may be among them.");
  return null;
}

function judgeRemoval(operands: readonly Word[], { raw, folder }: Simple, backups: readonly string[]): Ruling | null {
  for (const word of operands) {
    const path = within(word.sketch, folder);
    if (path === null) continue;
    const holds = backups.find((backup) => covers(path, word.glob, backup));
    if (holds !== undefined || /^reset_log\.(?:txt|chain)$/.test(basename(path)))
      return {
        verdict: 'deny',
        rule: 'removes-backups',
        command: raw,
        message: `It takes away backups or the journal${holds === undefined ? '' : ` in ${holds}`}: what a recovery rests on.`,
        safer: 'permahub retain, which keeps what is still needed',
      };
    const guard = judgeWrite(path, raw, []);
    if (guard) return { ...guard, message: guard.message.replace('It writes', 'It takes away') };
  }
  return null;
}

/** Whether removing `path` takes something of the backup folder along: it is inside, the same, or above it. */
function covers(path: string, glob: boolean, backup: string): boolean {
  if (!glob)
    return backup === path || path.startsWith(backup + sep) || backup.startsWith(path === sep ? sep : path + sep);
  const at = path.search(/[*?[]/);
  const known = dirname(`${path.slice(0, at)}x`);
  if (known.startsWith(backup)) return true;
  if (!backup.startsWith(known === sep ? sep : known + sep)) return false;
  const next = backup.slice(known.length).split(sep).filter(Boolean)[0] ?? '';
  const pattern = path.slice(known.length).split(sep).filter(Boolean)[0] ?? '';
  const like = pattern
    .replaceAll(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  try {
    return new RegExp(`^${like}$`).test(next);
  } catch {
    return true; // A bracket that is no set: the shell decides, so it may match.
  }
}

/** git clean takes along what git ignores, and the backups are ignored. */
function judgeGit({ args, folder, raw }: Simple, backups: readonly string[]): Ruling | null {
  const clean = args.findIndex(({ sketch }) => sketch === 'clean');
  if (clean < 0 || args.slice(0, clean).some(({ sketch }) => !sketch.startsWith('-') && sketch !== '.')) return null;
  const letters = args.map(({ sketch }) => (/^-[a-zA-Z]+$/.test(sketch) ? sketch : '')).join('');
  const forced = /f/.test(letters) || args.some(({ sketch }) => sketch === '--force');
  if (!/[xX]/.test(letters) || /n/.test(letters) || !forced) return null;
  const excluded = args.some(
    ({ sketch }, at) => /^(?:-e|--exclude)/.test(sketch) && /backup/.test(sketch + (args[at + 1]?.sketch ?? '')),
  );
  if (excluded || !backups.some((backup) => folder === null || backup.startsWith(folder))) return null;
  return {
    verdict: 'deny',
    rule: 'removes-backups',
    command: raw,
    message: 'It takes away what git ignores, and the backups are ignored by git.',
    safer: 'git clean -fd, without -x',
  };
}

function within(name: string, folder: string | null): string | null {
  if (name.startsWith(gap)) return null;
  return name.startsWith(sep) ? resolve(name) : folder === null ? null : resolve(folder, name);
}
