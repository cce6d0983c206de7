import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownRules } from '../../../../src/classification/sql/own-findings.ts';
import { rules } from '../../../../src/classification/sql/rules.ts';
import { lint } from '../lint.ts';

const root = resolve(import.meta.dirname, '../../../..');
const names = rules.map((rule) => rule.name).sort();
const all = [...names, ...ownRules].sort();
const stems = (folder: string, end: string) =>
  readdirSync(resolve(root, folder))
    .filter((name) => name.endsWith(end))
    .map((name) => name.slice(0, -end.length))
    .sort();

describe('the danger rules', () => {
  test('each has its file, its golden and its page, named as it is', () => {
    expect(stems('src/classification/sql/rules', '.ts')).toEqual(names);
    expect(stems('test/goldens/rules', '.txt')).toEqual(all);
    expect(stems('docs/rules', '.md')).toEqual(all);
  });

  // A golden holds the SQL as well: a line "> sql", then what the rule finds there.
  test.each(all)('%s says what its golden says, whole', async (name) => {
    const golden = resolve(root, `test/goldens/rules/${name}.txt`);
    const cases = readFileSync(golden, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('> '));
    expect(cases.length).toBeGreaterThan(0);
    const said = cases.map((line) => {
      const found = lint(line.slice(2)).findings.filter((one) => one.rule === name);
      return [line, ...found.map(({ object, message }) => `${object}: ${message}`), ''].join('\n');
    });
    await expect(said.join('\n')).toMatchFileSnapshot(golden);
  });

  test('every message ends as a sentence and names a safer way', () => {
    const messages = names.flatMap((name) =>
      readFileSync(resolve(root, `test/goldens/rules/${name}.txt`), 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('> ')),
    );
    expect(messages.filter((message) => !/^.+: [A-Z].*\. Safer: .+\.$/.test(message))).toEqual([]);
  });
});
