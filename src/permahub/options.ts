import { InvalidArgumentError, Option } from 'commander';

/** `--json`, as every verb that has it understands it. */
export const json = () => new Option('--json', 'one JSON object on stdout, for machines');

/** `--target`. */
export const target = (words = 'local, linked, a project ref or a URL without password') =>
  new Option('--target <target>', words);

/** `--jobs`: a number of connections; `without` says what happens without it. */
export const jobs = (words: string, of: { readonly from: number; readonly to: number; readonly without: string }) =>
  new Option('--jobs <n>', words).argParser((word) => {
    const count = /^\d+$/.test(word) ? Number(word) : 0;
    if (count < of.from || count > of.to)
      throw new InvalidArgumentError(`It is a whole number from ${of.from} to ${of.to}; ${of.without}.`);
    return count;
  });

/** What `addHelpText('after', …)` shows. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
