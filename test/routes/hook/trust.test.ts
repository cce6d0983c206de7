import { describe, expect, test } from 'vitest';
import { agentNamed, agents } from '../../../src/routes/hook/agents/all.ts';

/** An agent's records in the home, by path, and whether they say that the hook of /srv/shop may run. */
const records: Readonly<Record<string, readonly (readonly [string, Record<string, string>, boolean])[]>> = {
  codex: [
    ['nothing', {}, false],
    ['a hash', { '.codex/config.toml': '[hooks.state."/srv/shop/.codex/hooks.json:pre_tool_use:0:0"]\n' }, true],
    ['the folder alone', { '.codex/config.toml': '[projects."/srv/shop"]\ntrust_level = "trusted"\n' }, false],
    ['another event', { '.codex/config.toml': '[hooks.state."/srv/shop/.codex/hooks.json:stop:0:0"]\n' }, false],
    ['another folder', { '.codex/config.toml': '[hooks.state."/srv/b/.codex/hooks.json:pre_tool_use:0:0"]\n' }, false],
  ],
  gemini: [
    ['nothing', {}, false],
    ['it', { '.gemini/trustedFolders.json': '{"/srv/shop":"TRUST_FOLDER"}' }, true],
    ['what is above', { '.gemini/trustedFolders.json': '{"/srv":"TRUST_FOLDER"}' }, true],
    ['all beside another', { '.gemini/trustedFolders.json': '{"/srv/other":"TRUST_PARENT"}' }, true],
    ['a name that begins like it', { '.gemini/trustedFolders.json': '{"/srv/sho":"TRUST_FOLDER"}' }, false],
    ['no', { '.gemini/trustedFolders.json': '{"/srv":"TRUST_FOLDER","/srv/shop":"DO_NOT_TRUST"}' }, false],
    ['no JSON', { '.gemini/trustedFolders.json': '{' }, false],
    ['not asked', { '.gemini/settings.json': '{"security":{"folderTrust":{"enabled":false}}}' }, true],
  ],
  copilot: [
    ['nothing', {}, false],
    ['it', { '.copilot/config.json': '// Its own\n{"trustedFolders":["/srv/shop"]}' }, true],
    ['what is above', { '.copilot/config.json': '{"trusted_folders":["/srv/"]}' }, true],
    ['another', { '.copilot/config.json': '{"trustedFolders":["/srv/b"]}' }, false],
    ['settings that it does not ask', { '.copilot/settings.json': '{"trustedFolders":["/srv/shop"]}' }, false],
  ],
};

describe.each(Object.entries(records))('%s', (name, cases) => {
  test.each(cases)('trusts by its records: %s', (_, files, expected) => {
    const agent = agentNamed(name);
    const given = agent?.trust?.given((path) => files[path] ?? null, {
      folder: '/srv/shop',
      file: `/srv/shop/${agent.file}`,
    });
    expect(given).toBe(expected);
  });
});

test('every agent that asks is here', () => {
  expect(agents.filter(({ trust }) => trust).map(({ name }) => name)).toEqual(Object.keys(records));
});
