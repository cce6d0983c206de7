import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differing } from '../demo/measure.ts';
import { confirmation } from '../support/pty.ts';
import { agrees, openSandbox, type realClis, type Sandbox } from './sandbox.ts';
import { readyFor } from './team.ts';

const forms = { '3.1.0': (url: string) => [`--remote=${url}`], '2.122.1': (url: string) => ['--db-url', url] } as const;

/** A reset: refused for a script, done for a person, undone. */
export function describeReset(version: keyof typeof realClis): void {
  describe(`db reset of CLI ${version} behind the guard`, () => {
    let box: Sandbox;
    let reset: string[];
    beforeAll(async () => {
      // The whole database here, as a person would lose it.
      box = await openSandbox(version, {}, 'all');
      reset = ['db', 'reset', ...forms[version](box.cluster.url())];
      await readyFor(box, reset);
    });
    afterAll(() => box?.remove());

    test('is refused for a script: 77, no backup, the attempt in the journal, every row still there', async () => {
      const before = await box.measure();
      const ran = await box.alone('supabase', reset, {}, 'y\ny\n');
      expect(ran.status).toBe(77);
      expect(ran.stdout).toBe('');
      expect(ran.stderr).toContain('Nothing was contacted, backed up, changed or forwarded to the Supabase CLI.');
      expect(ran.stderr).not.toContain(box.cluster.password);
      expect(
        existsSync(join(box.backups, 'reset_log.txt')) && readFileSync(join(box.backups, 'reset_log.txt'), 'utf8'),
      ).toBeFalsy();
      expect(readFileSync(join(box.backups, 'reset_log.chain'), 'utf8')).toContain('"kind":"refusal"');
      expect(differing(before, await box.measure())).toEqual([]);
    });

    test('is refused for an agent that owns a terminal', async () => {
      const ran = await box.asPerson('supabase', reset, agrees, { CLAUDECODE: '1' });
      expect(ran.status).toBe(77);
      expect(ran.screen.replace(/\s+/g, ' ')).toContain('an AI agent (CLAUDECODE is set)');
    });

    test('is not approved by a wrong code, and leaves every row', async () => {
      const before = await box.measure();
      const wrong = [/Type "(.+?)" to confirm/, 'no'] as const;
      const ran = await box.asPerson('supabase', reset, [[/reason/, 'Trying'], wrong, wrong, wrong]);
      expect(ran.status).toBe(77);
      expect(differing(before, await box.measure())).toEqual([]);
    });

    test('is done for a person, logged, and undone to the last row', async () => {
      const before = await box.measure();
      const ran = await box.asPerson('supabase', reset, [[/reason/, 'Clean test data'], confirmation]);
      expect(ran.screen).not.toContain(box.cluster.password);
      expect(ran.status).toBe(0);
      expect(ran.screen).toContain('permahub undo');
      expect(differing(before, await box.measure())).not.toEqual([]);
      expect(readFileSync(join(box.backups, 'reset_log.txt'), 'utf8')).toMatch(
        /^Reset reason: Clean test data\nReset date: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\nGit commit: [0-9a-f]{40}\n---\n$/,
      );

      const undone = await box.asPerson('permahub', ['undo'], [[/reason/, 'Wrong database'], confirmation]);
      expect(undone.status).toBe(0);
      expect(differing(before, await box.measure())).toEqual([]);
      const journal = await box.alone('permahub', ['journal', 'verify', '--json']);
      expect(JSON.parse(journal.stdout)).toMatchObject({ schema: 1, ok: true, problems: [], openIntents: [] });
    });
  });
}
