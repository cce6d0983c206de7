import { spawn } from 'node:child_process';
import type { Place } from './place.ts';

/** Destroys wherever it would run; the hook only reads it. */
const probeCommand = 'supabase db reset';

/** Milliseconds. */
const patience = 20_000;

/**
 * Runs the hook's line as the agent would and hands it a destructive command to judge: null when it was denied, else what
 * went wrong, in words. Nothing but the hook runs.
 */
export async function probe({ agent, line }: Place, folder: string): Promise<string | null> {
  const { stdout, stderr, status } = await run(line, folder, JSON.stringify(agent.example(probeCommand, folder)));
  const expected = agent.answer('deny', '');
  const reason = /permahub: not run: supabase db reset/;
  if (status === expected.status && reason.test(expected.stdout === '' ? stderr : stdout) && sameWord(stdout, expected))
    return null;
  const said = (stderr || stdout).trim().split('\n')[0];
  return `\`${line}\` let the probe through or failed (status ${status ?? 'none'}${said ? `: ${said}` : ''})`;
}

const sameWord = (stdout: string, expected: { readonly stdout: string }) =>
  expected.stdout === '' || stdout.includes('"deny"');

function run(line: string, folder: string, input: string) {
  return new Promise<{ stdout: string; stderr: string; status: number | null }>((resolve) => {
    const env = { ...process.env, CLAUDE_PROJECT_DIR: folder, GEMINI_PROJECT_DIR: folder };
    const child = spawn('sh', ['-c', line], { cwd: folder, env, timeout: patience });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', (error) => resolve({ stdout, stderr: error.message, status: null }));
    child.on('close', (status) => resolve({ stdout, stderr, status }));
    // A hook that is not there does not read.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
