// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell, not TypeScript
import * as fc from 'fast-check';

const single = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const double = (text: string) => `"${text.replaceAll(/[\\"$`]/g, '\\$&')}"`;
const ansi = (text: string) => `$'${[...text].map((one) => `\\x${one.charCodeAt(0).toString(16)}`).join('')}'`;
const escaped = (text: string) => text.replaceAll(/[^\w/.-]/g, '\\$&');

/** One word, in one of the ways a shell lets people write it. */
function spelled(word: string): fc.Arbitrary<string> {
  const halves = fc
    .nat(word.length)
    .map((at) => `${word.slice(0, at) === '' ? '' : escaped(word.slice(0, at))}${single(word.slice(at))}`);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(word === '' || /[^\w/.-]/.test(word) ? single(word) : word) },
    { weight: 2, arbitrary: fc.constant(single(word)) },
    { weight: 2, arbitrary: fc.constant(double(word)) },
    { weight: 1, arbitrary: fc.constant(word === '' ? "''" : escaped(word)) },
    { weight: 1, arbitrary: fc.constant(ansi(word)) },
    { weight: 2, arbitrary: halves },
  );
}

/** What a plain sh does not know, or takes for something else. */
const onlyBash = /\$'|<<<|<\(|\[\[|function |a=\(/;

/** Programs that run their arguments, before the words of a command. */
const wrappers = [
  'env',
  'env A=1 B="two words"',
  'env -u NOBODY',
  'command',
  'builtin command',
  'exec',
  'nohup',
  'timeout 20',
  'timeout -k 1 --signal=TERM 20',
  'nice',
  'nice -n 1',
  'nice -n1',
  'stdbuf -oL',
  'setsid -w',
  'A=1',
  'A=1 B=$A',
  '2>/dev/null',
  '</dev/null',
  'time',
  '!',
  'echo x | xargs -n 1',
  'echo x | xargs -I{}',
  'find -maxdepth 0 -exec',
] as const;

/** Constructs around a whole command text. Lines rather than semicolons: a here-document may stand in it. */
const constructs: readonly ((text: string, id: number) => string)[] = [
  (text) => `(\n${text}\n)`,
  (text) => `{\n${text}\n}`,
  (text) => `true && {\n${text}\n}`,
  (text) => `false || {\n${text}\n}`,
  (text) => `if true; then\n${text}\nfi`,
  (text) => `if false; then :; elif true; then\n${text}\nfi`,
  (text) => `if false; then :; else\n${text}\nfi`,
  (text) => `for i in 1; do\n${text}\ndone`,
  (text) => `while true; do\n${text}\nbreak; done`,
  (text) => `until false; do\n${text}\nbreak; done`,
  (text) => `case x in (y) ;; x)\n${text}\n;; esac`,
  (text) => `echo "$(\n${text}\n)" >/dev/null`,
  (text) => `x=$(\n${text}\n)`,
  (text) => `: "\${nobody:-$(\n${text}\n)}"`,
  (text) => `cat <(\n${text}\n) >/dev/null`,
  (text) => `[[ -z $(\n${text}\n) ]]`,
  (text) => `a=(1 $(\n${text}\n))`,
  (text, id) => `f${id}() {\n${text}\n}\nf${id}`,
  (text, id) => `function g${id} {\n${text}\n}\ng${id} arg`,
  (text) => `eval ${single(text)}`,
  (text) => `eval ${double(text)}`,
  (text) => `${onlyBash.test(text) ? 'bash' : 'sh'} -c ${single(text)}`,
  (text) => `bash -c ${double(text)}`,
  (text) => `bash -ec ${single(text)} name arg`,
  (text, id) => `bash <<'END${id}'\n${text}\nEND${id}`,
  (text, id) => `bash -s <<'END${id}' arg\n${text}\nEND${id}`,
  (text) => `bash <<< ${single(text)}`,
  (text) => `printf '%s\\n' ${single(text)} | bash`,
  (text) => `{\n${text}\n} | cat`,
  (text) => `echo | {\n${text}\n}`,
  (text) => `cd /dev && {\n${text}\n}`,
  (text) => `trap ${single(text)} EXIT`,
  (text) => `x=${single(text)}\neval "$x"`,
  (text) => `x=${single(text)}\nbash -c "$x"`,
  (text, id) => `cat > s${id}.sh <<'END${id}'\n${text}\nEND${id}\nbash s${id}.sh`,
  (text, id) => `cat > t${id}.sh <<'END${id}'\n${text}\nEND${id}\n. ./t${id}.sh`,
  (text) => `{\n${text}\n} &\nwait`,
  (text) => `{\n${text}\n} > out 2>&1`,
  (text) => `echo before; {\n${text}\n}; echo after`,
];

/** A command line in which a program with these words is certain to run, however deep. */
export function nested(words: readonly string[], depth = 4): fc.Arbitrary<string> {
  const line = fc
    .tuple(fc.subarray([...wrappers.keys()], { maxLength: 2 }), fc.tuple(...words.map(spelled)))
    .map(([before, spelling]) =>
      wrapped(
        before.map((at) => wrappers[at] as string),
        spelling.join(' '),
      ),
    );
  return fc
    .tuple(line, fc.array(fc.nat(constructs.length - 1), { maxLength: depth }))
    .map(([text, shape]) =>
      shape.reduce((inner, at, id) => (constructs[at] as (text: string, id: number) => string)(inner, id), text),
    );
}

/** What only a shell understands has to stand in front; `find` needs its end. */
function wrapped(before: readonly string[], command: string): string {
  const shellOnly = (text: string) => /^(?:time$|!|echo|A=1|2>|<)/.test(text);
  const first = before.filter((text) => shellOnly(text) && !text.startsWith('echo'));
  const piped = before.filter((text) => text.startsWith('echo'));
  const builtin = before.filter((text) => /^(?:command|builtin|exec)/.test(text));
  const programs = before.filter((text) => !shellOnly(text) && !builtin.includes(text));
  const end = programs.some((text) => text.startsWith('find')) ? ' \\;' : '';
  const keyword = first.filter((text) => /^(?:time|!)$/.test(text)).slice(0, 1);
  const rest = first.filter((text) => !/^(?:time|!)$/.test(text));
  // Neither a builtin nor a second program of a pipe can be started by another program.
  if (piped.length > 0) return `${piped[0]} ${[...programs, command].join(' ')}${end}`;
  return `${[...keyword, ...rest, ...builtin.slice(0, 1), ...programs, command].join(' ')}${end}`;
}
