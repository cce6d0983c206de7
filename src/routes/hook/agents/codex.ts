import { type Agent, nothing, patience, said } from './agent.ts';
import { claude, decided, readPreToolUse } from './claude.ts';

/** Codex CLI: Claude Code's format, but "ask" is rejected as unsupported and the command would run, so it gets a denial. */
export const codex: Agent = {
  name: 'codex',
  title: 'Codex CLI',
  source: 'https://developers.openai.com/codex/hooks',
  recognises: (input) => input.hook_event_name === 'PreToolUse' && 'turn_id' in input,
  read: (input) => {
    const call = readPreToolUse(input);
    // Its `write_stdin` types into a session that `exec_command` opened, and meets no hook.
    return call?.kind === 'shell' ? { ...call, typing: true } : call;
  },
  answer: (_, reason) => said(decided('deny', reason)),
  silent: nothing,
  traces: ['.codex'],
  file: '.codex/hooks.json',
  userFile: '.codex/hooks.json',
  start: {},
  entries: (command) => [
    {
      at: ['hooks', 'PreToolUse'],
      value: { matcher: 'Bash|mcp__.*', hooks: [{ type: 'command', command, timeout: patience }] },
    },
  ],
  projectFolder: '$(git rev-parse --show-toplevel)',
  example: (command, folder) => ({ ...claude.example(command, folder), turn_id: 'permahub' }),
  trust: {
    // The hook by its file and place in it, with a hash of what was read: https://github.com/openai/codex
    given: (read, { file }) => read('.codex/config.toml')?.includes(`${file}:pre_tool_use:`) ?? false,
    inHome: true,
    how: 'Codex runs it only once you have trusted it, and again after each change of its line: type /hooks in Codex.',
  },
  note: null,
};
