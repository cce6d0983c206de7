import { afterAll, expect, test } from 'vitest';
import type { Approval } from '../../src/approval/types.ts';
import type { Backup } from '../../src/backup/types.ts';
import type { Project } from '../../src/commands/project.ts';
import { putBack } from '../../src/commands/put-back.ts';
import { mustReachInNewStack } from '../../src/commands/reach-folder.ts';
import { folders, makeSet } from '../backup/sets.ts';

const place = folders();
afterAll(() => place.remove());

const pinned = (tools: 'native' | null) => ({ settings: { postgres: { tools } } }) as unknown as Project;
const metadata = makeSet(place.directory, { at: new Date() });
const plain: Backup = { directory: place.directory, metadata };
const { schema, roles } = metadata.parts;
const directory = { file: 'x', bytes: 0, sha256: '', files: [] };
const folder: Backup = { directory: place.directory, metadata: { ...metadata, parts: { schema, roles, directory } } };

test('a folder goes into a new local stack by native programs alone, dump files by any', () => {
  for (const tools of ['native', null] as const) expect(() => mustReachInNewStack(pinned(tools), plain)).not.toThrow();
  expect(() => mustReachInNewStack(pinned('native'), folder)).not.toThrow();
  expect(() => mustReachInNewStack(pinned(null), folder)).toThrow(
    'A dump over several connections is a folder of this machine, and the container of the local stack does not see it.',
  );
});

// Catches: a stack that was stopped, with its volume, before anybody found out that nothing can be put back into it.
test('what cannot be put back into a new stack leaves the one that is there alone', async () => {
  let made = false;
  const stack = {
    always: true,
    fits: (backup: Backup) => mustReachInNewStack(pinned(null), backup),
    make: async () => {
      made = true;
      throw new Error('it was made');
    },
  };
  const { act } = await putBack(folder, null, { kind: 'whole' }, stack);
  await expect(act({ reason: 'a test' } as Approval, null, null)).rejects.toThrow('does not see it');
  expect(made).toBe(false);
  const { act: other } = await putBack(plain, null, { kind: 'whole' }, stack);
  await expect(other({ reason: 'a test' } as Approval, null, null)).rejects.toThrow('it was made');
});
