import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agents } from '../../../src/routes/hook/agents/all.ts';
import { holdsHook, hookCommand, installed, removed } from '../../../src/routes/hook/settings-text.ts';

const line = 'permahub hook --agent x || exit 2';
const others = [
  '{}',
  '{}\n',
  '{ "hooks": {}, // empty\n}',
  '{"hooks":{"PreToolUse":[],"preToolUse":[ ],"BeforeTool":[]}}',
  '{ "a": 1 }',
  '{\n  // mine\n  "hooks": { "Stop": [{ "command": "x" }] }, // and this\n  "b": [1, 2]\n}\n',
  '{\n\t"hooks": {\n\t\t"PreToolUse": [\n\t\t\t{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "other" }] }\n\t\t]\n\t}\n}\n',
  '{\r\n    "hooks": {\r\n        "beforeShellExecution": [{ "command": "x" }]\r\n    }\r\n}\r\n',
  '{"version":1,"hooks":{"preToolUse":[{"type":"command","bash":"x"}],"pre_run_command":[{"command":"y"}],"BeforeTool":[1]}}',
];

describe.each(agents.map((agent) => [agent.name, agent] as const))('settings of %s', (_, agent) => {
  test('install is idempotent and remove takes back to the byte, a new file included', () => {
    for (const before of [null, ...others]) {
      const once = installed(before, agent, line) as string;
      expect(holdsHook(once, agent, line)).toBe(true);
      expect(hookCommand(once, agent)).toBe(line);
      expect(installed(once, agent, line)).toBe(once);
      expect(removed(once, agent, line)).toBe(before);
    }
  });

  test('the same for any JSON that people have', () => {
    const events = [...agent.entries('').map(({ at }) => at[1] as string), 'Stop'];
    const list = fc.array(fc.record({ command: fc.string() }), { maxLength: 2 });
    const hooks = fc.dictionary(fc.constantFrom(...events), list);
    const value = fc.record({ a: fc.string(), hooks, version: fc.nat() }, { requiredKeys: ['a'] });
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2, 4, '\t'), fc.boolean(), (object, indent, newline) => {
        const before = JSON.stringify(object, null, indent) + (newline ? '\n' : '');
        const once = installed(before, agent, line) as string;
        expect(removed(once, agent, line)).toBe(before);
      }),
    );
  });

  test('an older line of ours is replaced, what was added since stays', () => {
    const old = installed('{ "a": 1 }', agent, 'node_modules/.bin/permahub hook') as string;
    const now = installed(old, agent, line) as string;
    expect(hookCommand(now, agent)).toBe(line);
    expect(now.split('permahub').length).toBe(
      (installed('{ "a": 1 }', agent, line) as string).split('permahub').length,
    );
    const later = now.replace('"a": 1', '"a": 2');
    expect(JSON.parse(removed(later, agent, line) as string)).toMatchObject({ a: 2 });
    expect(hookCommand(removed(later, agent, line) as string, agent)).toBe(null);
  });

  test('what is no JSON object is left alone', () => {
    for (const text of ['{', '[]', '"x"', '{"a":}', '{"hooks":[]}', '{"hooks":1}']) {
      expect(installed(text, agent, line)).toBe(null);
      expect(removed(text, agent, line)).toBe(text);
    }
  });
});
