import type { Run } from './commands.ts';
import { runWords } from './commands.ts';
import { absolute } from './output.ts';
import type { State } from './state.ts';
import { codeNamesUs } from './triggers.ts';
import { gap, rawOf, textOf, type Word, wordOf } from './word.ts';

/** Options by which code stands on the command line. */
const inline: Readonly<Record<string, RegExp>> = {
  python: /^-[A-Za-z]*c$/,
  node: /^(?:-e|-p|-pe|--eval|--print)$/,
  ruby: /^-\w*e$/,
  perl: /^-\w*[eE]$/,
  php: /^-r$/,
};

/** Programs in other languages: nobody reads them here, but one that names us is asked about. True when it was one. */
export function runInterpreter(program: string, args: readonly Word[], state: State, run: Run): boolean {
  const language = /^python[\d.]*$|^pypy/.test(program)
    ? 'python'
    : /^(?:node|nodejs|tsx|ts-node)$/.test(program)
      ? 'node'
      : program;
  const option = inline[language];
  if (!option) return false;
  const raw = rawOf([wordOf(program), ...args]);
  const at = args.findIndex(({ sketch }) => option.test(sketch));
  const code = at < 0 ? undefined : args[at + 1];
  if (code) {
    if (codeNamesUs(code.sketch))
      run.sink.doubt('code-names-us', raw, 'This code may reach a database, and is not read here.');
    return true;
  }
  const file = args.find(({ sketch }) => !sketch.startsWith('-'));
  if (file === undefined) return fromInput(raw, run);
  // npm's launcher, called directly.
  if (/(?:^|\/)supabase[^/]*\/dist\/supabase\.js$/.test(file.sketch)) {
    runWords([wordOf('supabase'), ...args.slice(args.indexOf(file) + 1)], state, run);
    return true;
  }
  const path = textOf(file) === null ? null : absolute(file.sketch, state);
  const text = path === null ? null : (state.written.get(path) ?? run.files.read(path));
  if (text !== null && codeNamesUs(text))
    run.sink.doubt(
      'code-names-us',
      raw,
      `${file.sketch.split(gap).join('…')} may reach a database, and is not read here.`,
    );
  // `python manage.py flush`, `php artisan db:wipe`, `node_modules/.bin/prisma` behind node: judged by the file's name.
  if (path !== null) runWords(args.slice(args.indexOf(file)).map(noFile), state, run);
  return true;
}

/** The file was read as code already: only its name counts. */
const noFile = (word: Word, at: number): Word =>
  at === 0 ? wordOf(word.sketch.slice(word.sketch.lastIndexOf('/') + 1)) : word;

function fromInput(raw: string, run: Run): boolean {
  const { input } = run.around;
  if (input.kind === 'text' && codeNamesUs(input.text))
    run.sink.doubt('code-names-us', raw, 'This code may reach a database, and is not read here.');
  return true;
}
