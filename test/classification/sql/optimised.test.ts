import { expect, test } from 'vitest';
import { loadParser } from '../../../src/classification/sql/parser.ts';

test('reading a few statements does not set the optimising compiler to work, which touches 570 MB on Node 24', async () => {
  const parser = await loadParser();
  const before = process.resourceUsage().minorPageFault;
  for (const text of ['select 1', 'create table a (id int primary key)', 'drop table a'])
    expect(parser.parse(text).ok).toBe(true);
  // It works beside us, and is done by then.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(process.resourceUsage().minorPageFault - before).toBeLessThan(50_000);
});
