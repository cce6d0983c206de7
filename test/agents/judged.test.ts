import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { programs } from './programs.ts';
import { runAgent } from './run-agent.ts';

let server: ReturnType<typeof bundled>;
beforeAll(() => {
  server = bundled(join(import.meta.dirname, 'programs/sql-server.ts'));
});
afterAll(() => server.remove());

/** A shell command, or SQL for the MCP server's tool; what the model must be told of it. */
const asked: readonly (readonly ['shell' | 'sql', string, RegExp])[] = [
  ['shell', 'npx supabase db reset --linked', /permahub: not run: supabase db reset --linked/],
  ['shell', `psql "$DATABASE_URL" -c 'drop table users'`, /permahub: not run: psql .*Drops table users/],
  [
    'shell',
    `sh -c 'cd supabase && psql x -c "drop schema public cascade"; npx supabase db reset --linked'`,
    /permahub: not run: psql .*permahub: not run: supabase db reset/,
  ],
  ['shell', 'supabase $WHAT --linked', /permahub: a person decides: supabase \$WHAT --linked/],
  ['shell', 'supabase --version && supabase status', /3\.1\.0.*supabase ran/],
  ['shell', 'git status --short', /\?\? supabase/],
  ['sql', 'drop table users', /permahub: not run: supabase execute_sql.*Drops table users/],
  ['sql', 'select 1', /rows/],
];

describe.each(programs.map((program) => [`${program.title} ${program.version}`, program] as const))(
  '%s',
  (_, program) => {
    test('runs what is harmless, and nothing that the hook denied or would ask a person about; its model is told why', async () => {
      const calls = asked.map(([kind, words]) => program[kind](words));
      const { told, ran, untold, output } = await runAgent(program, { calls, hook: 'project', server: server.program });
      // On one line: some hand it on as JSON.
      const lines = told.map((one) => one.replaceAll(/\\n|\n/g, ' ').replaceAll('\\"', '"'));
      expect(lines, output).toEqual(asked.map(([, , expected]) => expect.stringMatching(expected)));
      expect(ran).toEqual(['supabase status', 'execute_sql select 1']);
      expect(untold).toEqual([]);
      expect(output).toContain('finished');
    });
  },
);

test('Codex CLI opens no session that it could type into, past the hook', async () => {
  const program = programs.find(({ name }) => name === 'codex') as (typeof programs)[number];
  const session = { name: 'exec_command', input: { cmd: 'bash', tty: true } };
  const { told, ran } = await runAgent(program, { calls: [session], server: server.program });
  expect(told).toEqual([expect.stringMatching(/permahub: a person decides: sh.*typed into it afterwards/s)]);
  expect(ran).toEqual([]);
});
