import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownRules } from '../../../../src/classification/sql/own-findings.ts';
import { rules } from '../../../../src/classification/sql/rules.ts';
import { lint } from '../lint.ts';

const docs = resolve(import.meta.dirname, '../../../../docs');
const names = [...rules.map((rule) => rule.name), ...ownRules];
const page = (name: string) => readFileSync(resolve(docs, `rules/${name}.md`), 'utf8');

/** The SQL that follows a word of a page; '' where there is none. */
function example(name: string, word: string): string {
  return new RegExp(`^${word}:\\n\\n\`\`\`sql\\n([^]*?)\`\`\``, 'm').exec(page(name))?.[1] ?? '';
}

describe('the pages of the rules', () => {
  test.each(names)('%s finds each of its examples, and nothing in those it does not find', (name) => {
    const found = lint(example(name, 'Found')).findings.filter((finding) => finding.rule === name);
    const statements = example(name, 'Found').trim().split('\n');
    const lines = new Set(found.map((finding) => finding.line));
    expect([...lines].sort()).toEqual(statements.map((_, index) => index + 1));
    const { findings, unparsed } = lint(example(name, 'Not found'));
    expect({ findings: findings.filter((finding) => finding.rule === name), unparsed }).toEqual({
      findings: [],
      unparsed: [],
    });
  });

  test.each(names)('%s has a safer way that it does not find', (name) => {
    expect(page(name)).toMatch(/^Safer:/m);
    const { findings, unparsed } = lint(example(name, 'Safer'));
    expect({ findings: findings.filter((finding) => finding.rule === name), unparsed }).toEqual({
      findings: [],
      unparsed: [],
    });
  });

  test('the list of all rules has each with the first sentences of its page', () => {
    const rows = readFileSync(resolve(docs, 'rules.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('- ['));
    expect(rows).toEqual(names.map((name) => `- [${name}](rules/${name}.md): ${page(name).split('\n')[2]}`));
  });
});
