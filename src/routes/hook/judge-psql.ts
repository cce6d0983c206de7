import { fileText } from './shell/output.ts';
import { type Files, type Simple, startIn } from './shell/state.ts';
import { gap, textOf, type Word } from './shell/word.ts';
import type { Ruling } from './types.ts';

/** A piece of SQL that would run, and its name to people. */
export interface Sql {
  readonly name: string;
  readonly text: string;
}

/** What SQL means, in sentences. */
export interface SqlMeaning {
  readonly destroys: readonly string[];
  readonly unread: readonly string[];
}

const valued = /^-[a-zA-Z?]*[cdfFhLopPRTUv]$/;
const longValued =
  /^--(?:command|dbname|file|set|variable|log-file|output|field-separator|pset|record-separator|table-attr|host|port|username)$/;

/** The SQL that psql would run: by option, from files, from its input; and what of it cannot be known. Pure but for `files`. */
export function sqlOf(simple: Simple, files: Files): { readonly sql: readonly Sql[]; readonly unknown: string | null } {
  const sql: Sql[] = [];
  let unknown: string | null = null;
  const state = { ...startIn(''), folder: simple.folder };
  const file = (word: Word | undefined) => {
    const name = word ? textOf(word) : null;
    if (name === '-') return input();
    const text = name === null ? null : fileText(name, state, files);
    if (text === null) unknown = `${word?.raw ?? 'its file'} cannot be read beforehand`;
    else sql.push({ name: name as string, text });
  };
  const input = () => {
    if (simple.input.kind === 'text') sql.push({ name: 'standard input', text: simple.input.text });
    else if (simple.input.kind === 'unknown') unknown = `it reads ${simple.input.raw}`;
  };
  let given = false;
  for (let at = 0; at < simple.args.length; at++) {
    const word = simple.args[at] as Word;
    const { sketch } = word;
    if (/^(?:--help|--version|-V|-\?|-l|--list)/.test(sketch)) return { sql: [], unknown: null };
    const [, option, value] = /^(--[\w-]+)(?:=([\s\S]*))?$/.exec(sketch) ?? [];
    const short = /^-[a-zA-Z]/.test(sketch) && option === undefined;
    const letter = short ? (/^-[^cdfFhLopPRTUv]*([cdfFhLopPRTUv])/.exec(sketch)?.[1] ?? '') : '';
    const attached =
      short && letter !== '' && !valued.test(sketch) ? sketch.slice(sketch.indexOf(letter) + 1) : undefined;
    const takesNext =
      (option !== undefined && value === undefined && longValued.test(option)) ||
      (letter !== '' && attached === undefined);
    const next = takesNext ? simple.args[++at] : undefined;
    const given_ = value ?? attached;
    const own = given_ === undefined ? next : { ...word, sketch: given_ };
    if (option === '--command' || letter === 'c') {
      given = true;
      if (own) sql.push({ name: 'the command line', text: own.sketch });
    } else if (option === '--file' || letter === 'f') {
      given = true;
      file(own);
    } else if (word.many && sketch.includes(gap) && !address.test(word.raw))
      unknown = `${word.raw} is not known before it runs`;
  }
  if (!given) input();
  return { sql, unknown };
}

/** A variable that by its name is a database's address. */
const address = /url|uri|dsn|conn|host|port|user|pass|name|db|pg|database|postgres/i;

/** What psql's SQL comes to. */
export function rulingOf(simple: Simple, found: ReturnType<typeof sqlOf>, meaning: SqlMeaning): Ruling | null {
  const { raw: command } = simple;
  const [first] = meaning.destroys;
  if (first !== undefined)
    return {
      verdict: 'deny',
      rule: 'destructive-sql',
      command,
      message: sentences(meaning.destroys),
      safer: 'the SQL in a migration, then supabase migration up, which backs up and rehearses it first',
    };
  const why = found.unknown ?? meaning.unread[0];
  if (why !== undefined)
    return { verdict: 'ask', rule: 'unread-sql', command, message: `Its SQL is not known: ${why.replace(/\.$/, '')}.` };
  return null;
}

const shown = 3;

/** The first few, and how many more. */
export function sentences(all: readonly string[]): string {
  const more = all.length - shown;
  return [...all.slice(0, shown), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
}
