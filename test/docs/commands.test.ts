import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { codeOf, documents, helpOf, root, tableOf, verbs } from './documents.ts';

let known: ReadonlyMap<string, readonly string[]>;
beforeAll(() => {
  known = verbs();
});

/** The verb and the flags of a line that begins with `permahub`, as far as they are words of ours. */
function mention(line: string): { verb: string; flags: string[] } | null {
  const words = line
    .replace(/\s+#.*$/, '')
    .split(/\s+/)
    .map((word) => word.replaceAll(/[[\]]/g, ''));
  if (words[0] !== 'permahub' || words.length === 1) return null;
  const end = words.indexOf('--');
  const ours = end < 0 ? words : words.slice(0, end);
  const verb = known.has(`${ours[1]} ${ours[2]}`) ? `${ours[1]} ${ours[2]}` : (ours[1] ?? '');
  return { verb, flags: ours.filter((word) => word.startsWith('--')) };
}

describe.each([...documents.keys()])('%s', (name) => {
  const text = documents.get(name) ?? '';

  test('names only verbs and flags of permahub that there are', () => {
    const wrong = codeOf(text).flatMap((line) => {
      const said = mention(line);
      if (said === null || said.verb.startsWith('<') || ['--version', '--help'].includes(said.verb)) return [];
      const options = known.get(said.verb);
      if (!options) return [`${line}: no such verb`];
      return said.flags.filter((flag) => !options.includes(flag)).map((flag) => `${line}: no such flag ${flag}`);
    });
    expect(wrong).toEqual([]);
  });

  test('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const named = codeOf(text).flatMap((line) => [...line.matchAll(/\bnpm (?:run )?([a-z][\w:]*)/g)].map((m) => m[1]));
    const npms = ['install', 'ci', 'pack', 'root', 'update', 'audit'];
    expect(
      named.filter((script) => script && !npms.includes(script) && !Object.keys(scripts).includes(script)),
    ).toEqual([]);
  });

  test('links only to files that there are', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] as string);
    const broken = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(root, dirname(name), link)));
    expect(broken).toEqual([]);
  });
});

describe('docs/commands.md', () => {
  const rows = () =>
    tableOf('docs/commands.md').map(([cell = '']) => {
      const said = mention(cell.replaceAll('`', '').replaceAll('\\|', '|').replace(' -- <args>', ''));
      return [said?.verb ?? cell, said?.flags.sort() ?? []] as const;
    });

  test('lists every verb once, and no other', () => {
    expect(
      rows()
        .map(([verb]) => verb)
        .sort(),
    ).toEqual([...known.keys()].sort());
  });

  test('gives every verb exactly the flags it has', () => {
    expect(Object.fromEntries(rows())).toEqual(
      Object.fromEntries([...known].map(([verb, flags]) => [verb, flags.filter((flag) => flag !== '--help')])),
    );
  });
});

test('the help of every verb has examples that name that verb and its own flags', () => {
  const wrong = [...known.keys()].flatMap((verb) => {
    const examples = helpOf(verb).split('\nExamples:\n')[1]?.trim().split('\n') ?? [];
    if (examples.length === 0) return [`${verb}: no example`];
    return examples.flatMap((line) => {
      const said = mention(line.trim());
      const good = said?.verb === verb && said.flags.every((flag) => known.get(verb)?.includes(flag));
      return good ? [] : [`${verb}: ${line}`];
    });
  });
  expect(wrong).toEqual([]);
});
