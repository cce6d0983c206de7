import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agentNamed } from '../../src/routes/hook/agents/all.ts';
import { programs } from './programs.ts';
import { runAgent } from './run-agent.ts';

const reset = 'npx supabase db reset --linked';
/** The MCP server is not asked here. */
const server = '/dev/null';

/** Another program in the place of the link to ours. */
function replace(permahub: string, script: string): void {
  rmSync(permahub);
  writeFileSync(permahub, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

describe.each(programs.map((program) => [program.title, program] as const))('%s', (_, program) => {
  const calls = [program.shell(reset)];
  const run = (afterwards: NonNullable<Parameters<typeof runAgent>[1]['afterwards']>) =>
    runAgent(program, { calls, afterwards, server });

  test('runs nothing when permahub is gone', async () => {
    const { told, ran, untold } = await run(({ permahub }) => rmSync(permahub));
    expect({ ran, untold }).toEqual({ ran: [], untold: [] });
    // Copilot tells its model the status alone.
    expect(told).toEqual([
      expect.stringMatching(program.name === 'copilot' ? /exited with code 2/ : /permahub: not run/),
    ]);
  });

  test('runs nothing when permahub dies without a word, whatever its status', async () => {
    const ways = ['exit 1', 'exit 2', 'kill -9 $$'];
    const deaths = ways.map((way, index) => `*branch-${index}*) ${way} ;;`).join(' ');
    const dying = ways.map((_, index) => program.shell(`npx supabase db reset --linked --branch branch-${index}`));
    const { told, ran, untold } = await runAgent(program, {
      calls: dying,
      server,
      afterwards: ({ permahub }) => replace(permahub, `read -r input\ncase $input in ${deaths} esac`),
    });
    expect({ ran, untold, tries: told.length }).toEqual({ ran: [], untold: [], tries: ways.length });
  });

  test('runs the command when its own patience with the hook is over: so the hook answers in a fifth of it', async () => {
    const { ran } = await run(({ permahub, project }) => {
      replace(permahub, 'exec sleep 8');
      change(project, /("timeout(?:Sec)?": )60/, '$11');
    });
    expect(ran).toEqual([reset]);
  });

  test('is not stopped everywhere by a hook that ends with 2 and says nothing: so our line says something', async () => {
    const { told, ran } = await run(({ project }) => change(project, /permahub hook[^"]*/, 'exit 2'));
    expect(told).toHaveLength(1);
    expect(ran).toEqual(['codex', 'gemini'].includes(program.name) ? [reset] : []);
  });

  function change(project: string, from: RegExp, to: string): void {
    const file = join(project, agentNamed(program.name)?.file ?? '');
    const before = readFileSync(file, 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(file, after);
  }
});
