import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patience } from '../../../src/routes/hook/agents/agent.ts';
import { expectGolden } from '../../guard/golden.ts';
import { root } from '../../guard/sandbox.ts';
import { writeProject } from './project.ts';
import { call, recorded } from './recorded.ts';

let project: ReturnType<typeof writeProject>;
beforeAll(() => {
  project = writeProject();
  // The real CLI's version is asked for once and remembered; on a busy machine that alone may take longer than the hook has.
  answer(call(recorded.claude?.shell ?? '', 'cd other && supabase db reset', project.folder));
});
afterAll(() => project.remove());

function answer(input: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: project.folder };
  const ran = spawnSync(join(root, 'bin/permahub'), ['hook', ...args], { cwd: '/', env, input, encoding: 'utf8' });
  return `status ${ran.status}\n--- stdout\n${ran.stdout}--- stderr\n${ran.stderr}`;
}
const silent = (stdout: string) => `status 0\n--- stdout\n${stdout}--- stderr\n`;
const replaced = () => [[project.folder, '<project>']] as const;

describe.each(Object.entries(recorded))('%s, by the built command on its own JSON', (name, { shell, tool }) => {
  test('is answered in its format: denied, asked or denied, by tool, and unreadable input', async () => {
    const said = [
      ['supabase db reset', answer(call(shell, 'cd other && npx supabase db reset', project.folder))],
      ['what is not known', answer(call(shell, 'supabase $CMD', project.folder), '--agent', name)],
      ['SQL of a tool', answer(call(tool, 'drop table users', project.folder))],
      ['not its input', answer('{"a":1}', '--agent', name)],
      ['no JSON', answer('rm -rf', '--agent', name)],
    ];
    await expectGolden(said.map(([title, text]) => `# ${title}\n${text}`).join('\n'), `hook-${name}`, replaced());
  });

  test('gets no opinion on what is harmless, so that its own rules go on', () => {
    const nothing = silent(['cursor', 'gemini'].includes(name) ? '{}\n' : '');
    expect(answer(call(shell, 'ls -la', project.folder))).toBe(nothing);
    expect(answer(call(shell, 'supabase status', project.folder))).toBe(nothing);
    expect(answer(call(tool, 'select 1', project.folder))).toBe(nothing);
    expect(answer(call(tool.replaceAll('execute_sql', 'list_tables'), 'x', project.folder))).toBe(nothing);
  });

  test('is denied what a tool takes away', () => {
    const said = answer(call(tool.replaceAll('execute_sql', 'reset_branch'), 'x', project.folder));
    expect(said).toContain('reset_branch');
    expect(said).toContain('It resets a branch: everything written to its database is lost.');
  });
});

test.each([
  ['gemini', /mcp_supabase_|"supabase"/g, (found: string) => found.replace('supabase', 'my_shop')],
  ['copilot', /supabase-/g, () => 'my-shop-'],
] as const)('of %s the tool of a server by any name is judged by its SQL', (name, server, renamed) => {
  const shop = (recorded[name]?.tool ?? '').replace(server, renamed);
  expect(shop).not.toContain('supabase');
  expect(answer(call(shop, 'drop table users', project.folder))).toContain('Drops table users');
});

test('what Codex could type into afterwards, past its hook, is not opened', () => {
  for (const session of ['bash', 'env sh -i', 'psql "$DATABASE_URL"'])
    expect(answer(call(recorded.codex?.shell ?? '', session, project.folder))).toContain('typed into it afterwards');
  for (const other of ['bash -c ls', 'psql -c "select 1"', 'npm test'])
    expect(answer(call(recorded.codex?.shell ?? '', other, project.folder))).toBe(silent(''));
});

test('what cannot be judged in time is denied in time, and the process ends', () => {
  const slow = writeProject();
  try {
    // A CLI that does not answer when it is asked for its version.
    writeFileSync(join(slow.folder, 'slow'), '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
    writeFileSync(join(slow.folder, '.permahubrc.json'), JSON.stringify({ cli: './slow' }));
    const from = performance.now();
    const said = answer(call(recorded.claude?.shell ?? '', 'supabase db reset', slow.folder));
    expect(performance.now() - from).toBeLessThan(patience * 1000);
    expect(said).toContain('"permissionDecision":"deny"');
  } finally {
    slow.remove();
  }
});

test('what no agent sends is stopped by the status', async () => {
  const said = [answer('{"a":1}'), answer(''), answer('[]')].join('\n');
  await expectGolden(said, 'hook-nobody', replaced());
});
