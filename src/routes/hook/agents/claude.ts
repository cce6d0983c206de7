import type { Call } from '../types.ts';
import { type Agent, type Json, mcpCall, nothing, patience, record, said, text } from './agent.ts';

/** Claude Code: PreToolUse. "ask" shows its own question; no output leaves its own rules in force. */
export const claude: Agent = {
  name: 'claude',
  title: 'Claude Code',
  source: 'https://code.claude.com/docs/en/hooks',
  recognises: (input) => input.hook_event_name === 'PreToolUse',
  read: readPreToolUse,
  answer: (verdict, reason) => said(decided(verdict, reason)),
  silent: nothing,
  traces: ['.claude'],
  file: '.claude/settings.json',
  userFile: '.claude/settings.json',
  start: {},
  entries: (command) => [
    {
      at: ['hooks', 'PreToolUse'],
      value: { matcher: 'Bash|mcp__.*', hooks: [{ type: 'command', command, timeout: patience }] },
    },
  ],
  projectFolder: '$CLAUDE_PROJECT_DIR',
  example: (command, folder) => ({
    session_id: 'permahub',
    transcript_path: '/dev/null',
    cwd: folder,
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
  }),
  // Without a person it runs the hooks of any folder; before one it starts nothing where the folder is not trusted.
  trust: null,
  note: 'It reads the hook where it is started: in this folder, in none below.',
};

/** The input that Claude Code and Codex CLI share. */
export function readPreToolUse(input: Json): Call | null {
  const tool = text(input.tool_name);
  const given = record(input.tool_input);
  if (tool === null || given === null) return null;
  const mcp = mcpCall(tool, given);
  if (mcp) return mcp;
  if (!/^(?:Bash|PowerShell|Monitor|shell|exec_command|local_shell)$/i.test(tool)) return { kind: 'other' };
  const command = text(given.command);
  return command === null ? null : { kind: 'shell', command, folder: text(input.cwd) ?? '' };
}

/** The output that Claude Code and Codex CLI share. */
export function decided(permissionDecision: 'deny' | 'ask', permissionDecisionReason: string): object {
  return { hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason } };
}
