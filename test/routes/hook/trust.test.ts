import { describe, expect, test } from 'vitest';
import { agentNamed, agents } from '../../../src/routes/hook/agents/all.ts';

/** An agent's records in the home, by path, and whether they say that the hook of /work/shop may run. */
const records: Readonly<Record<string, readonly (readonly [string, Record<string, string>, boolean])[]>> = {
  codex: [
    ['nothing', {}, false],
    ['a hash', { '.codex/config.toml': '[hooks.state."/work/shop/.codex/hooks.json:pre_tool_use:0:0"]\n' }, true],
    ['the folder alone', { '.codex/config.toml': '[projects."/work/shop"]\ntrust_level = "trusted"\n' }, false],
    ['another event', { '.codex/config.toml': '[hooks.state."/work/shop/.codex/hooks.json:stop:0:0"]\n' }, false],
    ['another folder', { '.codex/config.toml': '[hooks.state."/work/b/.codex/hooks.json:pre_tool_use:0:0"]\n' }, false],
  ],
  gemini: [
    ['nothing', {}, false],
    ['it', { '.gemini/trustedFolders.json': '{"/work/shop":"TRUST_FOLDER"}' }, true],
    ['what is above', { '.gemini/trustedFolders.json': '{"/work":"TRUST_FOLDER"}' }, true],
    ['all beside another', { '.gemini/trustedFolders.json': '{"/work/other":"TRUST_PARENT"}' }, true],
    ['a name that begins like it', { '.gemini/trustedFolders.json': '{"/work/sho":"TRUST_FOLDER"}' }, false],
    ['no', { '.gemini/trustedFolders.json': '{"/work":"TRUST_FOLDER","/work/shop":"DO_NOT_TRUST"}' }, false],
    ['no JSON', { '.gemini/trustedFolders.json': '{' }, false],
    ['not asked', { '.gemini/settings.json': '{"security":{"folderTrust":{"enabled":false}}}' }, true],
  ],
  copilot: [
    ['nothing', {}, false],
    ['it', { '.copilot/config.json': '// Its own\n{"trustedFolders":["/work/shop"]}' }, true],
    ['what is above', { '.copilot/config.json': '{"trusted_folders":["/work/"]}' }, true],
    ['another', { '.copilot/config.json': '{"trustedFolders":["/work/b"]}' }, false],
    ['settings that it does not ask', { '.copilot/settings.json': '{"trustedFolders":["/work/shop"]}' }, false],
  ],
};

describe.each(Object.entries(records))('%s', (name, cases) => {
  test.each(cases)('trusts by its records: %s', (_, files, expected) => {
    const agent = agentNamed(name);
    const given = agent?.trust?.given((path) => files[path] ?? null, {
      folder: '/work/shop',
      file: `/work/shop/${agent.file}`,
    });
    expect(given).toBe(expected);
  });
});

test('every agent that asks is here', () => {
  expect(agents.filter(({ trust }) => trust).map(({ name }) => name)).toEqual(Object.keys(records));
});
