import type { Captured } from './run-cli.ts';

/** What the CLI said of its failure. */
export interface Said {
  /** As the CLI named it: "supabase/migrations/x.sql", "supabase/seed.sql"; null when it named none. */
  readonly file: string | null;
  readonly statement: string | null;
  /** One line. */
  readonly message: string;
}

/** Announcements of a file about to run, the same in 2.122.1 and 3.1.0; the last one before the end is the one that failed. */
const announced: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/^Applying migration (.+?)\.\.\.$/, (name) => `supabase/migrations/${name.split('/').at(-1)}`],
  [/^Seeding (?:data|globals) from (.+?)\.\.\.$/, (name) => (name.includes('/') ? name : `supabase/${name}`)],
];

/** Reads both CLIs' error output, text or JSON. null when the run ended well. Pure. */
export function readFailure(run: Pick<Captured, 'status' | 'signal' | 'out' | 'err'>): Said | null {
  if (run.status === 0) return null;
  const [message = '', ...rest] = errorOf(run).split('\n');
  // "At statement: 1", then the statement; a syntax error has a line with ^ under its place.
  const at = rest.findIndex((line) => /^At statement: \d+/.test(line));
  const statement = rest
    .slice(at + 1)
    .filter((line) => !/^\s*\^\s*$/.test(line))
    .join('\n')
    .trim();
  return {
    file: fileOf(`${run.err}\n${run.out}`),
    statement: at === -1 || statement === '' ? null : statement,
    message:
      message.trim() ||
      `the CLI ended ${run.signal ? `by ${run.signal}` : `with status ${run.status}`} and said nothing`,
  };
}

function fileOf(said: string): string | null {
  let file: string | null = null;
  for (const line of said.split('\n'))
    for (const [pattern, path] of announced) {
      const name = pattern.exec(line.trim())?.[1];
      if (name !== undefined) file = path(name);
    }
  return file;
}

/** The error's own text: JSON's message, else everything from the first line that begins as errors do. */
function errorOf({ out, err }: Pick<Captured, 'out' | 'err'>): string {
  const json = [...out.split('\n'), ...err.split('\n')].map(messageOf).find((message) => message !== null);
  if (json) return json;
  const lines = `${err}\n${out}`.split('\n').filter((line) => !hint.test(line));
  const first = lines.findIndex((line) => /^(ERROR|FATAL|PANIC): |^failed to |^Confirmation required/.test(line));
  if (first !== -1) return lines.slice(first).join('\n').trim();
  return lines.find((line) => line.trim() !== '' && !progress.test(line)) ?? '';
}

/** What the CLIs say on their way and about their questions, before an error without a prefix. */
const progress =
  /^(Target: |Confirmed by |Connect|Applying |Seeding |Resetting |Skipping |Initialising |DRY RUN|WARNING|NOTICE|Using |Loading |Do you want | • | \[[YyNn])/;

/** Advice of the CLI's own, of no use in a rehearsal. */
const hint = /^Try rerunning the command with --debug|^▲|^│$/;

function messageOf(line: string): string | null {
  if (!line.startsWith('{')) return null;
  try {
    const { error } = JSON.parse(line) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' ? error.message : null;
  } catch {
    return null; // Not the CLI's answer.
  }
}

/**
 * Where a statement begins in its file, lines counted from 1, and the statement as far as it stands there: the CLIs put words of
 * their own behind it ("exec"). null when it does not stand there at all. Pure.
 */
export function placeOf(text: string, statement: string): { readonly line: number; readonly statement: string } | null {
  for (let lines = statement.split('\n'); lines.length > 0; lines = lines.slice(0, -1)) {
    const part = lines.join('\n').trim();
    const at = part === '' ? -1 : text.indexOf(part);
    if (at !== -1) return { line: text.slice(0, at).split('\n').length, statement: part };
  }
  return null;
}
