import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoProject, writeDemoProject } from '../demo/project.ts';
import { personal } from '../support/personal.ts';
import { realClis, root } from './sandbox.ts';

/** What bash asks of a completion function, without the bash-completion package: words as typed, the last one unfinished. */
const driver = `
_get_comp_words_by_ref() {
  words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
}
source <(supabase completion bash) || exit
COMP_WORDS=(supabase "$@") COMP_CWORD=$# COMP_LINE="supabase $*" COMP_POINT=\${#COMP_LINE} COMP_TYPE=9
__start_supabase
printf '%s\\n' "\${COMPREPLY[@]}"
`;

/** The real CLI's completion through the shim is the real CLI's. */
export function describeCompletion(version: keyof typeof realClis): void {
  describe(`completion of CLI ${version}`, () => {
    let project: DemoProject;
    let bare: string;
    beforeAll(() => {
      project = writeDemoProject({ host: '127.0.0.1', port: 1 }, realClis[version]);
      bare = join(project.home, 'bare');
      mkdirSync(bare);
      symlinkSync(realClis[version], join(bare, 'supabase'));
      writeFileSync(join(project.home, 'drive'), driver);
    });
    afterAll(() => project?.remove());

    /** Runs it with the shim as `supabase`, then with the real CLI. */
    async function both(command: string, args: readonly string[]) {
      const ran = [join(root, 'bin'), bare].map(async (first) => {
        const env = {
          ...personal(process.env),
          HOME: project.home,
          XDG_CACHE_HOME: join(process.env.PERMAHUB_TEST_RUN ?? project.home, 'cache'),
          PATH: `${first}:${process.env.PATH}`,
          SUPABASE_TELEMETRY_DISABLED: '1',
        };
        const { exitCode, stdout, stderr } = await execa(command, args, {
          cwd: project.folder,
          env,
          extendEnv: false,
          reject: false,
        });
        return { exitCode, stdout, stderr };
      });
      return Promise.all(ran);
    }

    test.each([
      [['db', 're'], /^reset$/m],
      [['db', 'reset', '--no-'], /^--no-seed/m],
      [['migration', ''], /^list$/m],
    ])('in bash: supabase %j', async (words, expected) => {
      const [guarded, real] = await both('bash', [join(project.home, 'drive'), ...words]);
      expect(real?.stdout).toMatch(expected);
      expect(guarded).toEqual(real);
    });

    test.each([
      [['completion', 'bash']],
      [['completion', 'zsh']],
      [['completion', 'fish']],
      [['--completions', 'bash']],
      [['__complete', 'db', 'reset', '']],
    ])('prints the same: supabase %j', async (words) => {
      const [guarded, real] = await both('supabase', words);
      expect(real).toMatchObject({ exitCode: 0 });
      expect(guarded).toEqual(real);
    });
  });
}
