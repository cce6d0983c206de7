import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** README, CHANGELOG and everything in docs/, by their path from the root. */
export const documents: ReadonlyMap<string, string> = new Map(
  [
    'README.md',
    'CHANGELOG.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ].map((name) => [name, readFileSync(join(root, name), 'utf8')]),
);

/** What a document says in code: its blocks of shell lines, and every span between backquotes. */
export function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```(?:sh)?\n(.*?)^```/gms)].flatMap((match) => (match[1] ?? '').split('\n'));
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...spans].map((line) => line.trim()).filter(Boolean);
}

/** The rows of the first table under a heading; cells as written. */
export function tableOf(document: string, heading = ''): string[][] {
  const text = documents.get(document) ?? '';
  const from = text.slice(heading === '' ? 0 : text.indexOf(heading));
  const lines = from.split('\n');
  const start = lines.findIndex((line) => /^\|[-| ]+\|$/.test(line));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines.slice(start + 1, end < 0 ? undefined : end).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

/** What every verb says of itself, by its name: test/guard/permahub.test.ts asks the built program and holds it to this golden file. */
const helps: ReadonlyMap<string, string> = new Map(
  readFileSync(join(root, 'test/goldens/permahub-help.txt'), 'utf8')
    .split(/^\$ permahub /m)
    .slice(1)
    .map((said) => [said.slice(0, said.indexOf('--help\n')).trim(), said.slice(said.indexOf('\n') + 1)]),
);

export function helpOf(verb: string): string {
  const help = helps.get(verb);
  if (help === undefined) throw new Error(`test/guard/permahub.test.ts does not ask for the help of: ${verb}`);
  return help;
}

/** Every verb of the built program with the options its `--help` names; "journal verify" is one verb. */
export function verbs(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const look = (words: readonly string[]) => {
    const help = helpOf(words.join(' '));
    const subs = [...(help.split('\nCommands:\n')[1]?.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z]+)/gm)]
      .map((match) => match[1] as string)
      .filter((name) => name !== 'help');
    const options = [
      ...(help.split('\nOptions:\n')[1]?.split('\n\n')[0] ?? '').matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm),
    ];
    // A verb with verbs below it counts where it does something itself.
    const own = words.length > 0 && options.length > 1;
    if (subs.length === 0 || own) found.set(words.join(' '), options.map((match) => match[1] as string).sort());
    for (const sub of subs) look([...words, sub]);
  };
  look([]);
  return found;
}
