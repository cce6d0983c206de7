/** Whether a person can be asked, else why not, in words that fit behind "because this is" or stand alone. */
export type Presence = { readonly canAsk: true } | { readonly canAsk: false; readonly why: string };

/** Set by automation servers. npm's own variables are not here: people run npm scripts. */
const automation = [
  'CI',
  'CONTINUOUS_INTEGRATION',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'BUILDKITE',
  'JENKINS_URL',
  'TF_BUILD',
  'TEAMCITY_VERSION',
  'CIRCLECI',
  'TRAVIS',
  'APPVEYOR',
  'BITBUCKET_BUILD_NUMBER',
  'CODEBUILD_BUILD_ID',
  'DRONE',
];

/** Set by AI agents: the list of @supabase/cli 3.1.0. */
const agents = [
  'AI_AGENT',
  'CURSOR_TRACE_ID',
  'CURSOR_AGENT',
  'GEMINI_CLI',
  'CODEX_SANDBOX',
  'CODEX_CI',
  'CODEX_THREAD_ID',
  'ANTIGRAVITY_AGENT',
  'AUGMENT_AGENT',
  'OPENCODE_CLIENT',
  'CLAUDECODE',
  'CLAUDE_CODE',
  'CLAUDE_CODE_IS_COWORK',
  'REPL_ID',
  'COPILOT_MODEL',
  'COPILOT_ALLOW_ALL',
  'COPILOT_GITHUB_TOKEN',
];

/** Values that say "not here": CI=false is not CI. */
const off = new Set(['', '0', 'false', 'no', 'off']);

/** Judges the surroundings; an agent is named first, then automation, then the missing terminal. */
export function judgePresence(seen: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hasTerminal: boolean;
  readonly hasDevin: boolean;
}): Presence {
  const isOn = (name: string) => !off.has((seen.env[name] ?? '').trim().toLowerCase());
  const agent = agents.find(isOn);
  if (agent) return { canAsk: false, why: `an AI agent (${agent} is set)` };
  if (seen.env.CURSOR_EXTENSION_HOST_ROLE === 'agent-exec')
    return { canAsk: false, why: 'an AI agent (CURSOR_EXTENSION_HOST_ROLE is agent-exec)' };
  if (seen.hasDevin) return { canAsk: false, why: 'an AI agent (/opt/.devin exists)' };
  const server = automation.find(isOn);
  if (server) return { canAsk: false, why: `CI environment (${server} is set)` };
  return seen.hasTerminal ? { canAsk: true } : { canAsk: false, why: 'no terminal' };
}
