import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checklists } from '../../src/checklists/items.ts';

/** The lists as the team wrote them. */
const procedure = readFileSync(join(import.meta.dirname, 'procedure.md'), 'utf8');
const section = (title: string) => procedure.split(/^### /m).find((text) => text.startsWith(`${title}\n`)) ?? '';
const written = (title: string) => [...section(title).matchAll(/^- \[ \] (.+)$/gm)].map((match) => match[1]);
const onlyInAccessControl = ['Point-in-time recovery enabled'];

// Catches: a line that was left out, reworded, or put in by somebody.
describe.each(Object.values(checklists))('$title', ({ title, items }) => {
  test('has every line of the written procedure, word for word and in its order', () => {
    expect(written(title).length).toBeGreaterThan(6);
    expect(items.map(({ words }) => words).filter((words) => !onlyInAccessControl.includes(words))).toEqual(
      written(title),
    );
  });

  test('tells its lines apart', () => {
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });
});

test('what the production checklist takes from elsewhere stands in the access rules for production', () => {
  for (const words of onlyInAccessControl) expect(section('Production Environment')).toContain(`- ${words}\n`);
});
