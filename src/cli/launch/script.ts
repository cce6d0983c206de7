import { type Allowed, allowed, allowedGlobals, everyCommand } from './allowed.ts';
import { hint } from './hint.ts';

/**
 * The generated part of dist/launch.sh: what is said with `--help`, and `permahub_find WORDS`, which sets `permahub_row` for
 * the words of a command or a group: "0:--linked --local:--db-url:…" where it is harmless, "help" where only its --help is.
 */
export function launchList(): string {
  const commands = everyCommand();
  const groups = commands.flatMap((words) => words.split(' ').map((_, at, all) => all.slice(0, at).join(' ')));
  const rows = new Map(commands.map((words) => [words, 'help']));
  for (const words of groups) if (words !== '' && !rows.has(words)) rows.set(words, 'group');
  for (const command of allowed()) rows.set(command.words, row(command));
  const alike = new Map<string, string[]>();
  for (const [words, text] of [...rows].sort()) alike.set(text, [...(alike.get(text) ?? []), words]);
  const cases = [...alike].map(
    ([text, words]) => `    ${words.map((name) => `'${name}'`).join(' | ')}) permahub_row='${text}' ;;`,
  );
  return [
    '',
    '# Generated from src/cli/commands.',
    `permahub_hint='${hint}'`,
    `permahub_booleans_everywhere='${allowedGlobals.booleans.join(' ')}'`,
    `permahub_values_everywhere='${allowedGlobals.values.join(' ')}'`,
    'permahub_find() {',
    '  case $1 in',
    ...cases,
    '    *) return 1 ;;',
    '  esac',
    '}',
    '',
  ].join('\n');
}

function row({ operands, booleans, values, single }: Allowed): string {
  const most = operands === Number.POSITIVE_INFINITY ? 99 : operands;
  return [most, booleans.join(' '), values.join(' '), single.join(' '), ''].join(':');
}
