import { endOfLine } from './tokens.ts';

/** A meta-command of psql: PostgreSQL's parser does not know it. */
export interface PsqlCommand {
  /** Without the backslash: "connect". */
  readonly name: string;
  readonly at: number;
  readonly end: number;
  readonly words: string;
}

/** Commands whose words go to the end of the line, backslashes and all. */
const wholeLine = /^(?:!|copy|help|h|ef|ev|sf|sv|\?)$/;
/** Commands that send or forget what was typed before them, as a semicolon does. */
const ending = /^(?:g|gx|gset|gdesc|gexec|crosstabview|watch|r|reset|parse|sendpipeline|q|quit)$/;
/** Commands that only show, ask, decide or set. A dot is what ends COPY data. */
const inert =
  /^(?:\.|restrict|unrestrict|echo|qecho|warn|set|unset|pset|timing|encoding|x|t|T|a|f|C|H|html|d.*|l\+?|list|z|sf\+?|sv\+?|conninfo|copyright|errverbose|if|elif|else|endif|prompt|q|quit|r|reset|p|print|s|g|gx|gset|gdesc|crosstabview|bind|bind_named|parse|close_prepared|getenv|help|h|\?|o|out|watch|w|write|startpipeline|endpipeline|syncpipeline|sendpipeline|flush|flushrequest|getresults)$/;
/** Commands after which transactions go on as before. */
const beside = /^(?:\.|restrict|unrestrict|echo|qecho|warn|set|unset|pset|timing|encoding|x|t|a|H|p|print|conninfo)$/;

/** The meta-command whose backslash stands at `at`; in psql a word after an unquoted backslash is the next command. */
export function psqlCommandAt(text: string, at: number): PsqlCommand {
  const line = text.slice(at + 1, endOfLine(text, at));
  const typed = /^(?:[!?.]|[^\s\\]*)/.exec(line)?.[0] ?? '';
  // The only command that psql knows in capitals too.
  const name = /^copy$/i.test(typed) ? 'copy' : typed;
  const rest = line.slice(name.length);
  const length = wholeLine.test(name) ? rest.length : endOfWords(rest);
  const end = at + 1 + name.length + length;
  return { name, at, end, words: rest.slice(0, length).trim() };
}

/** Whether the command stands for a semicolon. */
export function endsStatement({ name }: PsqlCommand): boolean {
  return ending.test(name);
}

/** What a command does that nobody can tell from the file; the rest is not known here. */
const unseen: readonly (readonly [RegExp, string])[] = [
  [/^(?:i|ir|include|include_relative)$/, 'runs another file, which was not read'],
  [/^gexec$/, 'runs the results of a query as SQL'],
  [/^copy$/, 'moves rows between a table and a file or program'],
  [/^c(?:onnect)?$/, 'goes on in another database or as another role'],
  [/^lo_/, 'reads, writes or deletes large objects'],
  [/^(?:!|o|out|g|gx|w|write|s|echo|qecho|warn|set|prompt|pset|if|elif)$/, 'runs a program'],
];

/** The command in words: "\\i runs another file, which was not read". */
export function commandWords({ name }: PsqlCommand): string {
  return `\\${name} ${unseen.find(([names]) => names.test(name))?.[1] ?? 'is a command of psql that is not known here'}`;
}

/** Whether nobody can tell from the file what the command does: it reads another file, runs a program or runs results. */
export function runsUnseen({ name, words }: PsqlCommand): boolean {
  if (!inert.test(name)) return true;
  return /^(?:echo|qecho|warn)$/.test(name) ? words.includes('`') : /`|\|/.test(words);
}

/** Whether an open transaction is certainly still the same after it. */
export function keepsTransaction({ name }: PsqlCommand): boolean {
  return beside.test(name);
}

/** Whether COPY data follows in the file: "\copy t from stdin". */
export function takesData({ name, words }: PsqlCommand): boolean {
  return name === 'copy' && /\bfrom\s+(?:p?stdin|stdout)\b/i.test(words);
}

function endOfWords(rest: string): number {
  const pieces = /'(?:[^'\\]|\\.|'')*'?|"[^"]*"?|`[^`]*`?|(\\\\?)|[^'"`\\]+/g;
  for (let piece = pieces.exec(rest); piece; piece = pieces.exec(rest)) {
    // A double backslash only separates; what follows it is SQL.
    if (piece[1] !== undefined) return piece[1] === '\\\\' ? pieces.lastIndex : piece.index;
  }
  return rest.length;
}
