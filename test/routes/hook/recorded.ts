/** Input of each agent's hook, in the shape its documentation shows. `{command}` and `{folder}` are put in as JSON text. */
export const recorded: Readonly<Record<string, { readonly shell: string; readonly tool: string }>> = {
  claude: {
    shell:
      '{"session_id":"abc123","transcript_path":"/home/ann/.claude/projects/x/t.jsonl","cwd":{folder},"permission_mode":"default","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":{command},"description":"Reset","timeout":120000,"run_in_background":false},"tool_use_id":"toolu_01ABC"}',
    tool: '{"session_id":"abc123","cwd":{folder},"hook_event_name":"PreToolUse","tool_name":"mcp__supabase__execute_sql","tool_input":{"project_id":"abcdefghijklmnopqrst","query":{command}}}',
  },
  codex: {
    shell:
      '{"session_id":"s","turn_id":"t1","transcript_path":null,"cwd":{folder},"hook_event_name":"PreToolUse","model":"gpt","permission_mode":"default","tool_name":"Bash","tool_use_id":"c1","tool_input":{"command":{command}}}',
    tool: '{"session_id":"s","turn_id":"t1","cwd":{folder},"hook_event_name":"PreToolUse","model":"gpt","tool_name":"mcp__supabase__execute_sql","tool_input":{"query":{command}}}',
  },
  cursor: {
    shell:
      '{"conversation_id":"c","generation_id":"g","model":"m","hook_event_name":"beforeShellExecution","cursor_version":"2.0.77","workspace_roots":[{folder}],"user_email":null,"command":{command},"cwd":""}',
    tool: '{"conversation_id":"c","generation_id":"g","hook_event_name":"beforeMCPExecution","workspace_roots":[{folder}],"tool_name":"MCP:supabase:execute_sql","tool_input":{"query":{command}},"command":"npx @supabase/mcp-server-supabase"}',
  },
  gemini: {
    shell:
      '{"session_id":"s","transcript_path":"/x.json","cwd":{folder},"hook_event_name":"BeforeTool","timestamp":"2025-11-14T14:30:22.000Z","tool_name":"run_shell_command","tool_input":{"command":{command},"description":"x"}}',
    tool: '{"session_id":"s","cwd":{folder},"hook_event_name":"BeforeTool","timestamp":"2025-11-14T14:30:22.000Z","tool_name":"mcp_supabase_execute_sql","tool_input":{"query":{command}},"mcp_context":{"server_name":"supabase"}}',
  },
  copilot: {
    shell:
      '{"sessionId":"s","timestamp":1763130622000,"cwd":{folder},"toolName":"bash","toolArgs":{"command":{command},"description":"x"}}',
    tool: '{"sessionId":"s","timestamp":1763130622000,"cwd":{folder},"toolName":"supabase-execute_sql","toolArgs":{"query":{command}}}',
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
