/** A line of a file that reaches Supabase's CLI or data without the shim. Its text may hold a password and is not kept. */
export interface Around {
  readonly file: string;
  readonly line: number;
  readonly way: string;
}

const command = '(?:db|migrations?|stop|start|link|branches|projects|secrets|storage|seed|functions|config)';
/** Where a command may begin: a line, behind an operator, a quote, or a word that runs the next one. */
const begin = `(?:^[\\s@+-]*|[;&|({"'\`=]\\s*|\\b(?:exec|sudo|run:|env|time|then|do)\\s+)`;

/** The ways, most exact first; only one is said of a line. */
const ways: readonly (readonly [RegExp, string])[] = [
  [/node_modules\/@supabase\/cli-[\w-]+\/bin\/supabase\b/, "npm's native program, by its path"],
  [/node_modules\/supabase\/(?:dist\/supabase\.js|bin\/supabase)\b/, "the package's own program, by its path"],
  [/(?:^|[\s/"'=])supabase-go\b/, 'supabase-go, by its name'],
  [
    new RegExp(`${begin}[^\\s"'\`;|&]*/supabase["']?\\s+(?:-\\S+\\s+)*${command}\\b`),
    'a program named supabase, by its path',
  ],
  [/\bdocker\s+volume\s+(?:rm|remove)\b.*\bsupabase/, 'docker volume rm'],
  [/\bdocker\s+volume\s+prune\b/, 'docker volume prune'],
  [/\bdocker\s+system\s+prune\b.*--volumes\b/, 'docker system prune --volumes'],
  [/(?:\bunset|\s-u)\s+SUPABASE_CLI_BINARY_OVERRIDE\b/, 'takes SUPABASE_CLI_BINARY_OVERRIDE away'],
  [/\bSUPABASE_CLI_BINARY_OVERRIDE=(?!["']?[^"'\s;]*permahub)/, 'sets SUPABASE_CLI_BINARY_OVERRIDE'],
];

/** Lines that go around the shim. Comments, and node_modules/.bin (where the shim is put) are none. Pure. */
export function waysAround(file: string, text: string): readonly Around[] {
  return linesOf(file, text).flatMap(({ line, words }) => {
    const code = words.replaceAll(/\S*node_modules\/\.bin\/supabase\b/g, 'supabase');
    const found = ways.find(([pattern]) => pattern.test(code));
    return found === undefined || /^\s*#/.test(words) ? [] : [{ file, line, way: found[1] }];
  });
}

/** A call of the CLI in a workflow of a CI service, as it is written there: the words after `supabase`. */
export interface CiCall {
  readonly file: string;
  readonly line: number;
  readonly argv: readonly string[];
  /** Whether it goes by `permahub ci`. */
  readonly guarded: boolean;
}

/** What a CI service's file calls. Pure. */
export function ciCalls(file: string, text: string): readonly CiCall[] {
  return linesOf(file, text).flatMap(({ line, words }) => {
    if (/^\s*#/.test(words)) return [];
    const byGuard = [...words.matchAll(/\bpermahub(?:@\S+)?\s+ci\b[^;&|]*?\s--\s+([^;&|]+)/g)];
    const rest = words.replaceAll(/\bpermahub(?:@\S+)?\s+ci\b[^;&|]*/g, '');
    const plain = [...rest.matchAll(new RegExp(`(?:^|[\\s/;&|("'])supabase(?:@\\S+)?\\s+(${command}\\b[^;&|]*)`, 'g'))];
    const call = (guarded: boolean) => (match: RegExpMatchArray) => ({
      ...{ file, line, guarded },
      argv: (match[1] ?? '').trim().split(/\s+/),
    });
    return [...byGuard.map(call(true)), ...plain.map(call(false))];
  });
}

/** Numbered lines; of package.json only the scripts. */
function linesOf(file: string, text: string): readonly { readonly line: number; readonly words: string }[] {
  const all = text.split(/\r?\n/).map((words, at) => ({ line: at + 1, words }));
  if (!/(?:^|\/)package\.json$/.test(file)) return all;
  const from = all.findIndex(({ words }) => /^\s*\{?.*"scripts"\s*:/.test(words));
  const to = all.findIndex(({ words }, at) => at >= from && words.includes('}'));
  return from < 0 ? [] : all.slice(from, to < 0 ? undefined : to + 1);
}
