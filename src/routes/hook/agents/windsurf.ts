import { type Agent, argumentsOf, denied, nothing, record, text } from './agent.ts';

/** Windsurf Cascade: pre_run_command and pre_mcp_tool_use. Status 2 blocks, anything else lets it run; there is no "ask". */
export const windsurf: Agent = {
  name: 'windsurf',
  title: 'Windsurf',
  source: 'https://docs.windsurf.com/windsurf/cascade/hooks',
  recognises: (input) => 'agent_action_name' in input,
  read: (input) => {
    const info = record(input.tool_info);
    if (info === null) return null;
    if (input.agent_action_name === 'pre_mcp_tool_use') {
      const tool = text(info.mcp_tool_name);
      const given = argumentsOf(info.mcp_tool_arguments ?? {});
      return tool === null || given === null
        ? null
        : { kind: 'tool', server: text(info.mcp_server_name) ?? '', tool, input: given };
    }
    if (input.agent_action_name !== 'pre_run_command') return { kind: 'other' };
    const command = text(info.command_line);
    return command === null ? null : { kind: 'shell', command, folder: text(info.cwd) ?? '' };
  },
  answer: (_, reason) => denied(reason),
  silent: nothing,
  traces: ['.windsurf', '.codeium/windsurf'],
  file: '.windsurf/hooks.json',
  userFile: '.codeium/windsurf/hooks.json',
  start: {},
  entries: (command) =>
    ['pre_run_command', 'pre_mcp_tool_use'].map((event) => ({
      at: ['hooks', event],
      value: { command, show_output: true },
    })),
  projectFolder: '.',
  example: (command, folder) => ({
    agent_action_name: 'pre_run_command',
    trajectory_id: 'permahub',
    execution_id: 'permahub',
    timestamp: '2025-11-14T14:30:22Z',
    tool_info: { command_line: command, cwd: folder },
  }),
  trust: null,
  note: null,
};
