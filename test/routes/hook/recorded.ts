/**
 * Input of each agent's hook: of Claude Code, Codex CLI, Gemini CLI and GitHub Copilot as they sent it when they ran (npm run
 * test:agents), of the others in the shape their documentation shows. `{command}` and `{folder}` are put in as JSON text.
 */
export const recorded: Readonly<Record<string, { readonly shell: string; readonly tool: string }>> = {
  claude: {
    shell:
      '{"session_id":"4f5aebab-c0fb-4fed-b30c-7c12bfe7177c","transcript_path":"/home/ann/.claude/projects/shop/4f5aebab.jsonl","cwd":{folder},"prompt_id":"8f7027dd-ca7f-4fbd-8a26-4bd1db7251da","permission_mode":"bypassPermissions","effort":{"level":"medium"},"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":{command},"description":"Reset"},"tool_use_id":"toolu_01"}',
    tool: '{"session_id":"4f5aebab-c0fb-4fed-b30c-7c12bfe7177c","transcript_path":"/home/ann/.claude/projects/shop/4f5aebab.jsonl","cwd":{folder},"prompt_id":"8f7027dd-ca7f-4fbd-8a26-4bd1db7251da","permission_mode":"bypassPermissions","effort":{"level":"medium"},"hook_event_name":"PreToolUse","tool_name":"mcp__supabase__execute_sql","tool_input":{"query":{command}},"tool_use_id":"toolu_01","mcp_server":{"name":"supabase","source":"dynamic"}}',
  },
  codex: {
    shell:
      '{"session_id":"01a217b5-d972-7120-847a-6a5535605ed2","turn_id":"01a217b5-dae7-73b3-b898-d094827ecd05","transcript_path":"/home/ann/.codex/sessions/rollout.jsonl","cwd":{folder},"hook_event_name":"PreToolUse","model":"stand-in","permission_mode":"bypassPermissions","tool_name":"Bash","tool_input":{"command":{command}},"tool_use_id":"call_1"}',
    tool: '{"session_id":"01a217b5-d972-7120-847a-6a5535605ed2","turn_id":"01a217b5-dae7-73b3-b898-d094827ecd05","transcript_path":"/home/ann/.codex/sessions/rollout.jsonl","cwd":{folder},"hook_event_name":"PreToolUse","model":"stand-in","permission_mode":"bypassPermissions","tool_name":"mcp__supabase__execute_sql","tool_input":{"query":{command}},"tool_use_id":"call_1"}',
  },
  cursor: {
    shell:
      '{"conversation_id":"c","generation_id":"g","model":"m","hook_event_name":"beforeShellExecution","cursor_version":"2.0.77","workspace_roots":[{folder}],"user_email":null,"command":{command},"cwd":""}',
    tool: '{"conversation_id":"c","generation_id":"g","hook_event_name":"beforeMCPExecution","workspace_roots":[{folder}],"tool_name":"MCP:supabase:execute_sql","tool_input":{"query":{command}},"command":"npx @supabase/mcp-server-supabase"}',
  },
  gemini: {
    shell:
      '{"session_id":"4672f70f-d9eb-4309-9f06-f3b530a6c943","transcript_path":"/home/ann/.gemini/tmp/shop/chats/session.jsonl","cwd":{folder},"hook_event_name":"BeforeTool","timestamp":"2026-11-26T11:55:02.603Z","tool_name":"run_shell_command","tool_input":{"command":{command},"description":"x"}}',
    tool: '{"session_id":"4672f70f-d9eb-4309-9f06-f3b530a6c943","transcript_path":"/home/ann/.gemini/tmp/shop/chats/session.jsonl","cwd":{folder},"hook_event_name":"BeforeTool","timestamp":"2026-11-26T11:55:02.603Z","tool_name":"mcp_supabase_execute_sql","tool_input":{"query":{command}},"mcp_context":{"server_name":"supabase","tool_name":"execute_sql","command":"node","args":["server.mjs"]}}',
  },
  copilot: {
    shell:
      '{"sessionId":"b36b6335-e0ba-4c11-ba85-91f1e0255a67","timestamp":1795694026235,"cwd":{folder},"toolName":"bash","toolArgs":{"command":{command},"description":"x"}}',
    tool: '{"sessionId":"e185c783-9c96-4cc2-bce9-ec07e8ae6057","timestamp":1795694079075,"cwd":{folder},"toolName":"supabase-execute_sql","toolArgs":{"query":{command}}}',
  },
  windsurf: {
    shell:
      '{"agent_action_name":"pre_run_command","trajectory_id":"t","execution_id":"e","timestamp":"2025-11-14T14:30:22Z","tool_info":{"command_line":{command},"cwd":{folder}}}',
    tool: '{"agent_action_name":"pre_mcp_tool_use","trajectory_id":"t","execution_id":"e","timestamp":"2025-11-14T14:30:22Z","tool_info":{"mcp_server_name":"supabase","mcp_tool_name":"execute_sql","mcp_tool_arguments":{"query":{command}}}}',
  },
};

/** The recorded text with a command and a folder. */
export function call(text: string, command: string, folder: string): string {
  return text.replaceAll('{command}', JSON.stringify(command)).replaceAll('{folder}', JSON.stringify(folder));
}
