import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgePresence } from '../../src/approval/judge-presence.ts';
import { readPresence } from '../../src/approval/presence.ts';

const judge = (env: Record<string, string>, hasTerminal = true, hasDevin = false) =>
  judgePresence({ env, hasTerminal, hasDevin });
const why = (words: string) => ({ canAsk: false, why: words });

describe('whether a person can be asked', () => {
  test.each<[Record<string, string>, boolean, ReturnType<typeof judge>]>([
    [{}, true, { canAsk: true }],
    [{}, false, why('no terminal')],
    [{ npm_lifecycle_event: 'reset', npm_execpath: '/x' }, true, { canAsk: true }],
    [{ CI: 'true' }, true, why('CI environment (CI is set)')],
    [{ CI: '1' }, false, why('CI environment (CI is set)')],
    [{ CI: 'woodpecker' }, true, why('CI environment (CI is set)')],
    [{ CI: '' }, true, { canAsk: true }],
    [{ CI: '0' }, true, { canAsk: true }],
    [{ CI: 'false' }, true, { canAsk: true }],
    [{ CI: ' False ' }, true, { canAsk: true }],
    [{ CI: 'no', CLAUDECODE: 'off' }, true, { canAsk: true }],
    [{ CI: 'false', GITHUB_ACTIONS: 'true' }, true, why('CI environment (GITHUB_ACTIONS is set)')],
    [{ CI: 'true', CLAUDECODE: '1' }, false, why('an AI agent (CLAUDECODE is set)')],
    [{ CURSOR_EXTENSION_HOST_ROLE: 'agent-exec' }, true, why('an AI agent (CURSOR_EXTENSION_HOST_ROLE is agent-exec)')],
    [{ CURSOR_EXTENSION_HOST_ROLE: 'user' }, true, { canAsk: true }],
  ])('%j, terminal %s', (env, hasTerminal, presence) => expect(judge(env, hasTerminal)).toEqual(presence));

  test.each(
    ['CI', 'CONTINUOUS_INTEGRATION', 'GITHUB_ACTIONS', 'GITLAB_CI', 'BUILDKITE', 'JENKINS_URL', 'TF_BUILD']
      .concat(['TEAMCITY_VERSION', 'CIRCLECI', 'TRAVIS', 'APPVEYOR', 'BITBUCKET_BUILD_NUMBER', 'CODEBUILD_BUILD_ID'])
      .concat('DRONE'),
  )('%s means automation', (name) => expect(judge({ [name]: 'x' })).toEqual(why(`CI environment (${name} is set)`)));

  test.each(
    ['AI_AGENT', 'CURSOR_TRACE_ID', 'CURSOR_AGENT', 'GEMINI_CLI', 'CODEX_SANDBOX', 'CODEX_CI', 'CODEX_THREAD_ID']
      .concat(['ANTIGRAVITY_AGENT', 'AUGMENT_AGENT', 'OPENCODE_CLIENT', 'CLAUDECODE', 'CLAUDE_CODE', 'REPL_ID'])
      .concat(['CLAUDE_CODE_IS_COWORK', 'COPILOT_MODEL', 'COPILOT_ALLOW_ALL', 'COPILOT_GITHUB_TOKEN']),
  )('%s means an agent', (name) => expect(judge({ [name]: 'x' })).toEqual(why(`an AI agent (${name} is set)`)));

  test('an agent machine is one without any variable too', () => {
    expect(judge({}, true, true)).toEqual(why('an AI agent (/opt/.devin exists)'));
  });

  test('the surroundings are read from the terminal device, never from stdin', () => {
    const folder = mkdtempSync(join(tmpdir(), 'permahub-test-presence-'));
    const plain = join(folder, 'tty');
    writeFileSync(plain, '');
    const read = (devTty: string, devin = '/nowhere') => readPresence({ env: {}, devTty, devin });
    expect(read('/nowhere')).toEqual(why('no terminal'));
    expect(read(plain)).toEqual(why('no terminal'));
    expect(read('/dev/null')).toEqual(why('no terminal'));
    expect(read('/dev/ptmx')).toEqual({ canAsk: true });
    expect(read('/dev/ptmx', folder)).toEqual(why('an AI agent (/opt/.devin exists)'));
    rmSync(folder, { recursive: true });
  });
});
