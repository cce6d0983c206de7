import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Dialect, generateContent, messages, responses, type ToolCall } from './dialects.ts';
import { trustHooks } from './trust-codex.ts';

/** Where an agent is run: all of it is made for one run. */
export interface Ground {
  readonly home: string;
  readonly project: string;
  /** The stand-in model's address. */
  readonly model: string;
  /** What starts the MCP server. */
  readonly server: { readonly command: string; readonly args: readonly string[] };
  readonly env: NodeJS.ProcessEnv;
}

/** A real coding agent, run without a person, with every permission question of its own switched off: the hook stands alone. */
export interface Program {
  /** As `permahub hook install --agent` names it. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly dialect: Dialect;
  readonly shell: (command: string) => ToolCall;
  readonly sql: (query: string) => ToolCall;
  /** Points it to the model and the MCP server; no update, no telemetry. Dummy keys only. */
  readonly prepare: (ground: Ground) => void;
  /** What a person does once so that the project's hook is run. Null where nothing has to be done. */
  readonly trust: ((ground: Ground) => Promise<void>) | null;
  readonly argv: (ground: Ground) => readonly [string, ...string[]];
  readonly env: (ground: Ground) => NodeJS.ProcessEnv;
}

const folder = resolve(import.meta.dirname, '../../.cache/agents/node_modules');
const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const versionOf = (name: string) => dependencies[name] as string;
const platform = `${process.platform}-${process.arch}`;

function write(file: string, value: object | string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
}

const key = 'dummy-key-of-a-test';
const prompt = 'Do what was asked.';

const claude: Program = {
  name: 'claude',
  title: 'Claude Code',
  version: versionOf('@anthropic-ai/claude-code'),
  dialect: messages,
  shell: (command) => ({ name: 'Bash', input: { command, description: 'Asked for' } }),
  sql: (query) => ({ name: 'mcp__supabase__execute_sql', input: { query } }),
  prepare: ({ home, server }) => write(join(home, 'mcp.json'), { mcpServers: { supabase: server } }),
  trust: null,
  argv: ({ home }) => [
    join(folder, `@anthropic-ai/claude-code-${platform}/claude`),
    ...['-p', prompt, '--dangerously-skip-permissions', '--mcp-config', join(home, 'mcp.json')],
  ],
  env: ({ model }) => ({
    ANTHROPIC_BASE_URL: model,
    ANTHROPIC_API_KEY: key,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // Root may not switch its questions off otherwise.
    IS_SANDBOX: '1',
  }),
};

const codex: Program = {
  name: 'codex',
  title: 'Codex CLI',
  version: versionOf('@openai/codex'),
  dialect: responses,
  shell: (cmd) => ({ name: 'exec_command', input: { cmd } }),
  sql: (query) => ({ name: 'execute_sql', namespace: 'mcp__supabase', input: { query } }),
  prepare: ({ home, project, model, server }) =>
    write(
      join(home, '.codex/config.toml'),
      `model = "stand-in"
model_provider = "stand-in"
check_for_update_on_startup = false
[analytics]
enabled = false
[features]
plugins = false
apps = false
[model_providers.stand-in]
name = "stand-in"
base_url = "${model}/v1"
wire_api = "responses"
env_key = "STAND_IN_KEY"
[projects."${realpathSync(project)}"]
trust_level = "trusted"
[mcp_servers.supabase]
command = ${JSON.stringify(server.command)}
args = ${JSON.stringify(server.args)}
default_tools_approval_mode = "approve"
`,
    ),
  trust: ({ project, env }) => trustHooks(join(folder, '.bin/codex'), project, env),
  argv: () => [
    join(folder, '.bin/codex'),
    ...['exec', '--dangerously-bypass-approvals-and-sandbox', '--skip-git-repo-check', prompt],
  ],
  env: () => ({ STAND_IN_KEY: key }),
};

const gemini: Program = {
  name: 'gemini',
  title: 'Gemini CLI',
  version: versionOf('@google/gemini-cli'),
  dialect: generateContent,
  shell: (command) => ({ name: 'run_shell_command', input: { command, description: 'Asked for' } }),
  sql: (query) => ({ name: 'mcp_supabase_execute_sql', input: { query } }),
  prepare: ({ home, server }) =>
    write(join(home, '.gemini/settings.json'), {
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      mcpServers: { supabase: server },
    }),
  trust: async ({ home, project }) =>
    write(join(home, '.gemini/trustedFolders.json'), { [realpathSync(project)]: 'TRUST_FOLDER' }),
  // A model by name, or it asks another one which to take.
  argv: () => [join(folder, '.bin/gemini'), ...['-p', prompt, '--yolo', '--model', 'gemini-2.5-pro']],
  env: ({ model }) => ({ GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: model, GEMINI_TELEMETRY_ENABLED: 'false' }),
};

const copilot: Program = {
  name: 'copilot',
  title: 'GitHub Copilot',
  version: versionOf('@github/copilot'),
  dialect: messages,
  shell: (command) => ({ name: 'bash', input: { command, description: 'Asked for' } }),
  sql: (query) => ({ name: 'supabase-execute_sql', input: { query } }),
  prepare: ({ home, server }) =>
    write(join(home, '.copilot/mcp-config.json'), {
      mcpServers: { supabase: { type: 'local', tools: ['*'], ...server } },
    }),
  trust: async ({ home, project }) =>
    write(join(home, '.copilot/config.json'), { trustedFolders: [realpathSync(project)] }),
  argv: () => [
    join(folder, `@github/copilot-${platform}/copilot`),
    ...['-p', prompt, '--allow-all-tools', '--no-auto-update'],
  ],
  env: ({ model }) => ({
    COPILOT_OFFLINE: 'true',
    COPILOT_PROVIDER_TYPE: 'anthropic',
    COPILOT_PROVIDER_BASE_URL: model,
    COPILOT_PROVIDER_API_KEY: key,
    COPILOT_MODEL: 'claude-sonnet-4-20250514',
  }),
};

/** Those that npm has and that can be pointed at another model; Cursor's and Windsurf's agents are not among them. */
export const programs: readonly Program[] = [claude, codex, gemini, copilot];
