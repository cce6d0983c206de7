import type { Command } from 'commander';
import { Failure } from '../failures.ts';

/** Prints a completion script made from the commands themselves. Failure: usage, for another shell. */
export function completion(shell: string, program: Command): number {
  const make = scripts[shell];
  if (!make)
    throw new Failure('usage', {
      problem: `"${shell}" is not a shell this can complete for: bash, zsh, fish`,
      verb: 'completion',
    });
  process.stdout.write(make(verbsOf(program)));
  return 0;
}

interface Verb {
  readonly name: string;
  readonly words: string;
  readonly options: readonly string[];
  /** Whether its words are files. */
  readonly files: boolean;
}

const scripts: Readonly<Record<string, (verbs: readonly Verb[]) => string>> = {
  bash: (verbs) => `_permahub() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${verbs.map((v) => v.name).join(' ')}" -- "$word")); return; fi
  case \${COMP_WORDS[1]} in
${verbs.map((v) => `    ${v.name}) COMPREPLY=($(compgen -W "${v.options.join(' ')}" -- "$word")) ;;`).join('\n')}
  esac
}
complete -o default -F _permahub permahub
`,
  zsh: (verbs) => `#compdef permahub
_permahub() {
  if (( CURRENT == 2 )); then
    local -a verbs=(${verbs.map((v) => `'${v.name}:${v.words.replaceAll("'", "'\\''")}'`).join(' ')})
    _describe verb verbs; return
  fi
  case $words[2] in
${verbs.map((v) => `    ${v.name}) compadd -- ${v.options.join(' ')}${v.files ? '; _files' : ''} ;;`).join('\n')}
  esac
}
compdef _permahub permahub
`,
  fish: (verbs) =>
    verbs
      .flatMap((v) => [
        `complete -c permahub -f -n __fish_use_subcommand -a ${v.name} -d '${v.words.replaceAll("'", "\\'")}'`,
        ...v.options
          .filter((o) => o.startsWith('--'))
          .map(
            (o) =>
              `complete -c permahub${v.files ? '' : ' -f'} -n '__fish_seen_subcommand_from ${v.name}' -l ${o.slice(2)}`,
          ),
      ])
      .join('\n')
      .concat('\n'),
};

function verbsOf(program: Command): Verb[] {
  return program.commands.map((command) => ({
    name: command.name(),
    words: command.description().split(';')[0] as string,
    files: command.registeredArguments.some((argument) => argument.name() === 'file'),
    options: [
      ...command.commands.map((sub) => sub.name()),
      ...command.options.map((option) => option.long ?? ''),
      '--help',
    ].filter(Boolean),
  }));
}
