import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { installedHooks } from '../../src/routes/hook/installed.ts';
import { root } from '../guard/sandbox.ts';
import { type Ground, programs } from './programs.ts';
import { runAgent } from './run-agent.ts';

const reset = 'npx supabase db reset --linked';
/** The MCP server is not asked here. */
const server = '/dev/null';

/** What was measured: whether the hook is run there. docs/agents.md tells it. */
const measured: Readonly<
  Record<string, { readonly below: boolean; readonly untrusted: boolean; readonly user: boolean }>
> = {
  claude: { below: false, untrusted: true, user: true },
  codex: { below: true, untrusted: false, user: false },
  gemini: { below: false, untrusted: false, user: true },
  copilot: { below: true, untrusted: false, user: true },
};
/** Without it Gemini CLI does not start in a folder that nobody trusted. */
const untrusted = (name: string) => (name === 'gemini' ? ['--skip-trust'] : []);

beforeAll(() => {
  process.env.PATH = `${join(root, 'bin')}:${process.env.PATH}`;
});

describe.each(programs.map((program) => [program.title, program] as const))('%s', (_, program) => {
  const calls = [program.shell(reset)];
  const guarded = measured[program.name];

  test('started in a folder of a trusted project: the hook is run, or not, as documented; doctor calls the project guarded', async () => {
    const { states, looking } = look();
    const { told, ran } = await runAgent(program, { calls, server, within: 'supabase', looking });
    expect(told).toHaveLength(1);
    expect({ ran, states }).toEqual({ ran: guarded?.below ? [] : [reset], states: ['guarded'] });
  });

  test('in a project that nobody trusted: the same, and doctor does not call it guarded where it is not', async () => {
    const { states, looking } = look();
    const more = untrusted(program.name);
    const { told, ran } = await runAgent(program, { calls, server, trusted: false, more, looking });
    expect(told).toHaveLength(1);
    expect({ ran, states }).toEqual(
      guarded?.untrusted ? { ran: [], states: ['guarded'] } : { ran: [reset], states: ['open'] },
    );
  });

  test('with the hook in the home, in a project that nobody trusted: the same', async () => {
    const more = untrusted(program.name);
    const { told, ran } = await runAgent(program, { calls, server, hook: 'user', trusted: false, more });
    expect(told).toHaveLength(1);
    expect(ran).toEqual(guarded?.user ? [] : [reset]);
  });

  /** What doctor says of this agent, just before it starts. */
  function look() {
    const states: (string | undefined)[] = [];
    const looking = async ({ project, home }: Ground) => {
      const hooks = await installedHooks({ folder: project, home });
      states.push(hooks.find(({ agent }) => agent === program.title)?.state);
    };
    return { states, looking };
  }
});

test('Gemini CLI does not start in a project that nobody trusted, unless it is told to skip that', async () => {
  const program = programs.find(({ name }) => name === 'gemini') as (typeof programs)[number];
  const { output, status, ran } = await runAgent(program, { calls: [program.shell(reset)], server, trusted: false });
  expect(output).toContain('not running in a trusted directory');
  expect({ status, ran }).toEqual({ status: 55, ran: [] });
});
