import { eraOf } from '../era.ts';

/** Where the real CLI was found the last time in one folder, and everything that decided it. No secrets, no environment but PATH. */
export interface Known {
  /** A native program, by its real path. */
  readonly program: string;
  readonly version: string;
  readonly foundIn: string;
  /** The physical working directory. */
  readonly cwd: string;
  /** PATH, where it was found there; null where PATH did not decide. */
  readonly path: string | null;
  /** The place it was found at, and the file that was there. */
  readonly place: string;
  readonly file: string;
  /** Paths that were there: they must be, and not be newer. */
  readonly same: readonly string[];
  /** Paths that were not there. */
  readonly none: readonly string[];
}

const form = '1';

/**
 * As shell words, so that bin/supabase reads it with builtins: each line a test of launch.sh, the program last. Null for
 * paths that stand on more than one line, and for versions whose grammar is not known: those are found anew each time.
 */
export function knownText(known: Known): string | null {
  const { program, version, foundIn, cwd, path, place, file, same, none } = known;
  const all = [program, version, foundIn, cwd, path ?? '', place, file, ...same, ...none];
  if (all.some((text) => /[\n\r\0]/.test(text)) || eraOf(version) === 'unknown') return null;
  const tests = [
    ['form', form],
    ['in', cwd],
    ...(path === null ? [] : [['path', path]]),
    ['is', place, file],
    ...none.map((one) => ['none', one]),
    ...same.map((one) => ['same', one]),
  ];
  const lines = tests.map(([name, ...words]) => `permahub_${name} ${words.map(quoted).join(' ')} || return 1`);
  const found = `permahub_program=${quoted(program)} # ${version} ${foundIn}`;
  return `# Written by permahub: where the Supabase CLI was found from this folder, and what must still hold.\n${[...lines, found].join('\n')}\n`;
}

/** Reads it back; null for whatever is not exactly of that form. */
export function readKnown(text: string): Known | null {
  const words = new Map<string, string[][]>();
  let found: RegExpExecArray | null = null;
  for (const line of text.split('\n').slice(1, -1)) {
    if (found) return null;
    const test = /^permahub_(form|in|path|is|none|same)((?: '(?:[^']|'\\'')*')+) \|\| return 1$/.exec(line);
    if (test) words.set(test[1]!, [...(words.get(test[1]!) ?? []), unquoted(test[2]!)]);
    else found = /^permahub_program=('(?:[^']|'\\'')*') # (\S+) (\S+)$/.exec(line);
    if (!test && !found) return null;
  }
  const [place, file] = words.get('is')?.[0] ?? [];
  const cwd = words.get('in')?.[0]?.[0];
  if (!found || words.get('form')?.[0]?.[0] !== form || !cwd || !place || !file) return null;
  return {
    program: unquoted(` ${found[1]}`)[0]!,
    version: found[2]!,
    foundIn: found[3]!,
    cwd,
    path: words.get('path')?.[0]?.[0] ?? null,
    place,
    file,
    same: (words.get('same') ?? []).map(([one = '']) => one),
    none: (words.get('none') ?? []).map(([one = '']) => one),
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function unquoted(words: string): string[] {
  return [...words.matchAll(/ '((?:[^']|'\\'')*)'(?= |$)/g)].map((match) => match[1]!.replaceAll("'\\''", "'"));
}
