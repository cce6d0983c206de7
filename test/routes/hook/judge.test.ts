import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import { verdictOn, writeProject } from './project.ts';

let project: ReturnType<typeof writeProject>;
beforeAll(() => {
  project = writeProject();
});
afterAll(() => project.remove());

describe('what an agent types is judged by what it would do', () => {
  for (const [verdict, rows] of Object.entries(commands))
    test(`${verdict}: ${rows.length} commands`, async () => {
      const wrong: string[] = [];
      for (const command of rows) {
        const found = await verdictOn(command, project.folder);
        if (found !== verdict) wrong.push(`${found}: ${command}`);
      }
      expect(wrong).toEqual([]);
    });
});
