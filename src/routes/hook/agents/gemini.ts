import { dirname } from 'node:path';
import { objectIn } from '../json-text.ts';
import { type Agent, isWithin, type Json, mcpCall, patience, record, said, text } from './agent.ts';

/** Gemini CLI: BeforeTool. It knows allow and deny alone; an empty object leaves its own rules in force. */
export const gemini: Agent = {
  name: 'gemini',
  title: 'Gemini CLI',
  source: 'https://geminicli.com/docs/hooks/reference',
  recognises: (input) => input.hook_event_name === 'BeforeTool',
  read: (input) => {
    const tool = text(input.tool_name);
    const given = record(input.tool_input);
    if (tool === null || given === null) return null;
    // Its name alone does not tell where a server's name with an underscore ends.
    const context = record(input.mcp_context);
    const [server, own] = [text(context?.server_name), text(context?.tool_name)];
    if (server !== null && own !== null) return { kind: 'tool', server, tool: own, input: given };
    const mcp = mcpCall(tool, given);
    if (mcp) return mcp;
    if (tool !== 'run_shell_command') return { kind: 'other' };
    const command = text(given.command);
    const folder = text(input.cwd) ?? '';
    const inside = text(given.dir_path) ?? text(given.directory);
    return command === null
      ? null
      : { kind: 'shell', command, folder: inside === null ? folder : `${folder}/${inside}` };
  },
  answer: (_, reason) => said({ decision: 'deny', reason }),
  silent: said({}),
  traces: ['.gemini'],
  file: '.gemini/settings.json',
  userFile: '.gemini/settings.json',
  start: {},
  entries: (command) => [
    {
      at: ['hooks', 'BeforeTool'],
      // Its timeout is in milliseconds.
      value: {
        matcher: 'run_shell_command|mcp_.*',
        hooks: [{ type: 'command', name: 'permahub', command, timeout: patience * 1000 }],
      },
    },
  ],
  // In braces: Gemini puts a quoted path in the place of the bare word, and quotes within quotes are part of the path.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
  projectFolder: '${GEMINI_PROJECT_DIR}',
  example: (command, folder) => ({
    session_id: 'permahub',
    transcript_path: '/dev/null',
    cwd: folder,
    hook_event_name: 'BeforeTool',
    timestamp: '2025-11-14T14:30:22.000Z',
    tool_name: 'run_shell_command',
    tool_input: { command },
  }),
  trust: {
    given: (read, { folder }) =>
      record(record(objectIn(read('.gemini/settings.json') ?? '')?.security)?.folderTrust)?.enabled === false ||
      isTrusted(objectIn(read('.gemini/trustedFolders.json') ?? '') ?? {}, folder),
    inHome: false,
    how: 'Gemini CLI runs it only in a folder that you trust: start gemini here and say so. Under --skip-trust it does not read it; with --user it does.',
  },
  note: 'It reads the hook where it is started: in this folder, in none below.',
};

/** Of the folders that are recorded the innermost counts. */
function isTrusted(folders: Json, folder: string): boolean {
  const covering = Object.entries(folders)
    .map(([path, how]) => ({ path: how === 'TRUST_PARENT' ? dirname(path) : path, how }))
    .filter(({ path }) => isWithin(folder, path))
    .sort((a, b) => b.path.length - a.path.length);
  return covering[0] !== undefined && covering[0].how !== 'DO_NOT_TRUST';
}
