import { InvalidArgumentError, Option } from 'commander';

/** `--json`, as every verb that has it understands it. */
export const json = () => new Option('--json', 'one JSON object on stdout, for machines');

/** `--target`. */
export const target = (words = 'local, linked, a project ref or a URL without password') =>
  new Option('--target <target>', words);

/** `--jobs`. */
export const jobs = () =>
  new Option('--jobs <n>', 'over this many connections, 2 to 64: quicker, and not one transaction').argParser(
    (word) => {
      const count = /^\d+$/.test(word) ? Number(word) : 0;
      if (count < 2 || count > 64)
        throw new InvalidArgumentError('It is a whole number from 2 to 64; without it a restore is one transaction.');
      return count;
    },
  );

/** What `addHelpText('after', …)` shows. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
