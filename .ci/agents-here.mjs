// Whether every agent has a program for this platform: status 69 with its name otherwise, never a test that is left out in silence.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const folder = resolve('.cache/agents/node_modules');
const platform = `${process.platform}-${process.arch}`;
const programs = {
  'Claude Code': `@anthropic-ai/claude-code-${platform}/claude`,
  'Codex CLI': '.bin/codex',
  'Gemini CLI': '.bin/gemini',
  'GitHub Copilot': `@github/copilot-${platform}/copilot`,
};
const missing = Object.entries(programs).filter(([title, path]) => {
  const { status, stdout, stderr, error } = spawnSync(join(folder, path), ['--version'], { encoding: 'utf8' });
  if (status === 0) console.error(`${title}: ${stdout.trim().split('\n')[0]}`);
  else {
    const why = stderr?.split('\n').find((line) => /^(?:\w*Error|error)\b/.test(line)) ?? `status ${status}`;
    console.error(`${title} does not start here (${platform}): ${error?.message ?? why}`);
  }
  return status !== 0;
});
if (missing.length > 0) {
  console.error(
    'The agents were not run against the hook: the npm registry has no program of theirs for this machine.',
  );
  process.exit(69);
}
