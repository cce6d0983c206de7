import { type Agent, argumentsOf, patience, said, text } from './agent.ts';

/** Cursor: beforeShellExecution and beforeMCPExecution. Its failures let a command through unless failClosed is set; an empty object is no opinion. */
export const cursor: Agent = {
  name: 'cursor',
  title: 'Cursor',
  source: 'https://cursor.com/docs/hooks',
  recognises: ({ hook_event_name: event }) => event === 'beforeShellExecution' || event === 'beforeMCPExecution',
  read: (input) => {
    if (input.hook_event_name === 'beforeMCPExecution') {
      const tool = text(input.tool_name);
      const given = argumentsOf(input.tool_input ?? {});
      if (tool === null || given === null) return null;
      // "MCP:server:tool", or the tool's name alone: then what starts the server names it.
      const parts = tool.split(':');
      const server = parts.length > 2 ? (parts.at(-2) as string) : (text(input.url) ?? text(input.command) ?? '');
      return { kind: 'tool', server, tool: parts.at(-1) as string, input: given };
    }
    const command = text(input.command);
    const roots = Array.isArray(input.workspace_roots) ? text(input.workspace_roots[0]) : null;
    return command === null ? null : { kind: 'shell', command, folder: text(input.cwd) || roots || '' };
  },
  answer: (permission, reason) =>
    said({ permission, user_message: reason, agent_message: reason, userMessage: reason, agentMessage: reason }),
  silent: said({}),
  traces: ['.cursor'],
  file: '.cursor/hooks.json',
  userFile: '.cursor/hooks.json',
  start: { version: 1 },
  entries: (command) =>
    ['beforeShellExecution', 'beforeMCPExecution'].map((event) => ({
      at: ['hooks', event],
      value: { command, timeout: patience, failClosed: true },
    })),
  projectFolder: '.',
  example: (command, folder) => ({
    hook_event_name: 'beforeShellExecution',
    conversation_id: 'permahub',
    generation_id: 'permahub',
    workspace_roots: [folder],
    command,
    cwd: folder,
  }),
  trust: null,
  note: null,
};
