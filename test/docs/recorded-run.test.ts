import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documents, root } from './documents.ts';

const recorded = readFileSync(join(root, 'docs/recorded-run.txt'), 'utf8');

test('the run in the README is part of the recorded one, in its order, shortened only where it says so', () => {
  const shown = /^```text\n(.*?)^```$/ms.exec(documents.get('README.md') ?? '')?.[1] ?? '';
  const parts = shown.split(/^…\n/m);
  expect(parts.length).toBeGreaterThan(5);
  let rest = `\n${recorded}`;
  for (const part of parts) {
    const at = rest.indexOf(`\n${part}`);
    expect([part, at >= 0]).toEqual([part, true]);
    rest = rest.slice(at + part.length);
  }
});

test('the recorded run is one in which everything was measured as promised', () => {
  const measured = recorded.split('\n').filter((line) => /✔ measured|NOT SO/.test(line));
  expect(measured.length).toBe(8);
  expect(recorded).not.toContain('NOT SO');
  expect(recorded).not.toContain('\u001b');
  expect(recorded).toContain('Cleaned up');
});
