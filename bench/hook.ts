import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What an agent waits for before each command: the whole process, from its start to its end. */
const commands: Readonly<Record<string, string>> = {
  'harmless: ls -la': 'ls -la',
  'harmless: supabase status': 'supabase status',
  'harmless: a script of 200 lines': Array.from({ length: 200 }, (_, at) => `echo "line ${at}" | tee -a out.txt`).join(
    '\n',
  ),
  'SQL that is read: psql -c "select 1"': 'psql -c "select 1"',
  'denied: supabase db reset': 'supabase db reset',
};
const rounds = Number(process.argv[2] ?? 20);
const program = resolve(import.meta.dirname, '../../bin/permahub');
const folder = mkdtempSync(join(tmpdir(), 'permahub-bench-hook-'));

try {
  const times = new Map<string, number[]>();
  // Interleaved, so that whatever else the machine does meets them all; Node alone is the part nobody can save.
  for (let round = 0; round < rounds; round++)
    for (const [name, command] of [['node alone', null], ...Object.entries(commands)] as const) {
      const input = JSON.stringify({
        hook_event_name: 'PreToolUse',
        tool_name: 'Bash',
        cwd: folder,
        tool_input: { command },
      });
      const start = performance.now();
      const ran =
        command === null
          ? spawnSync(process.execPath, ['-e', '0'], { input })
          : spawnSync(program, ['hook', '--agent', 'claude'], { input, cwd: folder });
      if (ran.status !== 0) throw new Error(`${name}: status ${ran.status}: ${ran.stderr}`);
      times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
    }
  console.log(`${rounds} rounds, milliseconds\n\n| | median | slowest |\n|---|---|---|`);
  for (const [name, all] of times) {
    const sorted = all.sort((one, other) => one - other);
    console.log(`| ${name} | ${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)} | ${sorted.at(-1)?.toFixed(0)} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
