import { objectIn } from '../json-text.ts';
import { type Agent, argumentsOf, isWithin, mcpCall, nothing, patience, said, text } from './agent.ts';

/** GitHub Copilot, CLI and cloud agent: preToolUse. A crash denies, a timeout does not; the cloud agent takes "ask" for a denial. */
export const copilot: Agent = {
  name: 'copilot',
  title: 'GitHub Copilot',
  source: 'https://docs.github.com/en/copilot/reference/hooks-reference',
  recognises: (input) => 'toolName' in input,
  read: (input) => {
    const tool = text(input.toolName);
    const given = argumentsOf(input.toolArgs ?? {});
    if (tool === null || given === null) return null;
    if (/^(?:bash|powershell|shell)$/i.test(tool)) {
      const command = text(given.command);
      return command === null ? null : { kind: 'shell', command, folder: text(input.cwd) ?? '' };
    }
    // Its MCP tools are "server-tool", and its own have no hyphen.
    const own = /^(.*supabase.*?)[-_/]([a-z]+(?:_[a-z]+)*)$/i.exec(tool) ?? /^(.+)-([a-z]+(?:_[a-z]+)*)$/i.exec(tool);
    return (
      mcpCall(tool, given) ??
      (own ? { kind: 'tool', server: own[1] as string, tool: own[2] as string, input: given } : { kind: 'other' })
    );
  },
  answer: (permissionDecision, permissionDecisionReason) => said({ permissionDecision, permissionDecisionReason }),
  silent: nothing,
  traces: ['.github/hooks', '.github/copilot', '.copilot', '.github/copilot-instructions.md'],
  file: '.github/hooks/permahub.json',
  userFile: '.copilot/hooks/permahub.json',
  start: { version: 1 },
  entries: (command) => [
    { at: ['hooks', 'preToolUse'], value: { type: 'command', bash: command, timeoutSec: patience } },
  ],
  projectFolder: '.',
  example: (command, folder) => ({
    sessionId: 'permahub',
    timestamp: 1763130622000,
    cwd: folder,
    toolName: 'bash',
    toolArgs: JSON.stringify({ command }),
  }),
  trust: {
    given: (read, { folder }) => {
      const settings = objectIn(read('.copilot/config.json') ?? '');
      const folders = settings?.trustedFolders ?? settings?.trusted_folders;
      return Array.isArray(folders) && folders.some((one) => isWithin(folder, String(one)));
    },
    inHome: false,
    how: 'Copilot CLI runs it only in a folder that you trust: start copilot here and say so. With --user it runs in every folder.',
  },
  note: 'The cloud agent needs permahub in its sandbox: install it in the setup steps.',
};
