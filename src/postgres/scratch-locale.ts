import { execFileSync } from 'node:child_process';

/** What the scratch server imitates, read from the source. */
export interface Like {
  /** Name of the role with oid 10. */
  readonly bootstrapRole: string;
  /** "UTF8" */
  readonly encoding: string;
  readonly collate: string;
  readonly ctype: string;
  /** server_version_num */
  readonly serverVersion: number;
  /** ICU locale of the database when its provider is ICU. */
  readonly icuLocale?: string | null;
  /** Name of the database. */
  readonly database: string;
  /** Beyond the built-in plpgsql, in the order they were made. */
  readonly extensions: readonly string[];
}

export interface ScratchLocale {
  readonly collate: string;
  readonly ctype: string;
  /** What differs from the source, for people; "" when nothing does. */
  readonly words: string;
}

/** Locales this machine has, as `locale -a` prints them; C and POSIX always are. */
export function machineLocales(): readonly string[] {
  try {
    return ['C', 'POSIX', ...execFileSync('locale', ['-a'], { encoding: 'utf8', stdio: 'pipe' }).split('\n')];
  } catch {
    return ['C', 'POSIX']; // musl systems have no `locale`.
  }
}

/** The source's locales where the machine has them, else C.UTF-8 (C for other encodings), said in words. Pure. */
export function scratchLocale(like: Like, have: readonly string[]): ScratchLocale {
  const known = new Set(have.map(plain));
  const utf8 = plain(like.encoding) === 'utf8' && known.has('c.utf8');
  const pick = (name: string) => (known.has(plain(name)) ? name : utf8 ? 'C.UTF-8' : 'C');
  const collate = pick(like.collate);
  const ctype = pick(like.ctype);
  const missing = [...new Set([like.collate, like.ctype])].filter((name) => !known.has(plain(name)));
  const words =
    missing.length === 0 ? '' : `locale ${missing.join(' and ')} is not on this machine, ${collate} is used instead`;
  return { collate, ctype, words };
}

/** "en_US.UTF-8" and "en_US.utf8" are one locale. */
const plain = (name: string) => name.toLowerCase().replace(/utf-8$/, 'utf8');
