import { Option } from 'commander';

/** `--json`, as every verb that has it understands it. */
export const json = () => new Option('--json', 'one JSON object on stdout, for machines');

/** `--target`. */
export const target = (words = 'local, linked, a project ref or a URL without password') =>
  new Option('--target <target>', words);

/** What `addHelpText('after', …)` shows. */
export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
