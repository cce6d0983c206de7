import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutScript, withScript } from '../../../src/routes/install/package-script.ts';

const cases: readonly (readonly [string, string, string])[] = [
  [
    'a private package without scripts',
    '{\n  "name": "shop",\n  "private": true\n}\n',
    '{\n  "name": "shop",\n  "private": true,\n  "scripts": {\n    "postinstall": "permahub install --project || exit 0",\n    "dependencies": "permahub install --project || exit 0"\n  }\n}\n',
  ],
  [
    'tabs, CRLF and no end of the last line',
    '{\r\n\t"private": true,\r\n\t"scripts": {\r\n\t\t"test": "vitest"\r\n\t}\r\n}',
    '{\r\n\t"private": true,\r\n\t"scripts": {\r\n\t\t"test": "vitest",\r\n\t\t"postinstall": "permahub install --project || exit 0",\r\n\t\t"dependencies": "permahub install --project || exit 0"\r\n\t}\r\n}',
  ],
  [
    'a script that is there, between others',
    '{"private":true,"scripts":{"postinstall":"husky \\"a\\"","test":"x"}}',
    '{"private":true,"scripts":{"postinstall":"husky \\"a\\" && (permahub install --project || exit 0)","test":"x","dependencies":"permahub install --project || exit 0"}}',
  ],
  [
    'a package that may be published',
    '{\n    "scripts": { "prepare": "tsc; cp a b" }\n}\n',
    '{\n    "scripts": { "prepare": "tsc; cp a b && (permahub install --project || exit 0)", "dependencies": "permahub install --project || exit 0" }\n}\n',
  ],
  [
    'no script yet',
    '{"scripts": {}}\n',
    '{"scripts": { "prepare": "permahub install --project || exit 0", "dependencies": "permahub install --project || exit 0" }}\n',
  ],
  [
    'a file with a byte order mark',
    '\uFEFF{"private":true}',
    '\uFEFF{"private":true,"scripts":{"postinstall":"permahub install --project || exit 0","dependencies":"permahub install --project || exit 0"}}',
  ],
];

describe('package.json', () => {
  test.each(cases)('%s: gets the script and loses it again, nothing else', (_, before, after) => {
    expect(withScript(before)).toBe(after);
    expect(withScript(after)).toBe(after);
    expect(withoutScript(after)).toBe(before);
    expect(withoutScript(before)).toBe(before);
  });

  test('what was written behind it stays', () => {
    const text = withScript('{\n  "private": true,\n  "scripts": {\n    "a": "b"\n  }\n}\n');
    const more = text.replace(/exit 0"\n/, 'exit 0",\n    "c": "d"\n');
    expect(withoutScript(more)).toBe('{\n  "private": true,\n  "scripts": {\n    "a": "b",\n    "c": "d"\n  }\n}\n');
  });

  test.each([
    ['{}', 'it is empty'],
    ['[]', 'it is no JSON object'],
    ['{"a": 1,}', 'it is no JSON object'],
    ['{"a": 1} // x', 'it is no JSON object'],
    ['{"scripts": []}', 'its "scripts" is no object'],
    ['{"scripts": {"prepare": 7}}', 'its script "prepare" is no text'],
    ['{"scripts": {"prepare": " "}}', 'its script "prepare" is empty'],
  ])('%s is left as it is', (text, why) => {
    expect(() => withScript(text)).toThrow(new Error(why));
  });

  test('whatever is in it, it comes back byte for byte, and nothing but our script was added', () => {
    const scripts = fc.dictionary(
      fc.string(),
      fc.string({ minLength: 1 }).filter((word) => word.trim() !== ''),
    );
    const anything = fc.record(
      { name: fc.string(), private: fc.boolean(), scripts, dependencies: fc.dictionary(fc.string(), fc.string()) },
      { requiredKeys: ['name'] },
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(undefined, 2, 4, '\t'), (value, indent) => {
        const before = JSON.stringify(value, null, indent);
        const after = withScript(before);
        expect(withoutScript(after)).toBe(before);
        const name = value.private === true ? 'postinstall' : 'prepare';
        const ours = 'permahub install --project || exit 0';
        const own = value.scripts ?? {};
        const expected = (script: string | undefined) => (script === undefined ? ours : `${script} && (${ours})`);
        expect(JSON.parse(after)).toEqual({
          ...value,
          scripts: { ...own, [name]: expected(own[name]), dependencies: expected(own.dependencies) },
        });
      }),
      { numRuns: 500 },
    );
  });
});
