import { expect, test } from 'vitest';
import type { Toolset } from '../../src/postgres/types.ts';
import { leaves } from '../../src/rehearsal/reach.ts';

const tools = (kind: Toolset['kind']) => ({ kind }) as Toolset;
const walled = { tools: tools('native'), walled: true as const };
const plain = { tools: tools('native') };
const container = { tools: tools('container'), walled: true as const };
const quiet = { network: [], programs: [], superuser: false };
const lint = (...reaches: string[]) => ({ reaches, findings: [], unparsed: [] });

test('programs and files of this machine are never used, whatever the wall', () => {
  const words = 'it would run programs or use files of this machine (COPY … TO PROGRAM, language plpython3u)';
  expect(leaves(walled, lint('COPY … TO PROGRAM', 'dblink'), { ...quiet, programs: ['language plpython3u'] })).toBe(
    words,
  );
  expect(leaves(container, lint('COPY … TO PROGRAM'), quiet)).toBeNull();
});

test('what could reach a network is run behind a wall only', () => {
  expect(leaves(walled, lint('dblink'), { ...quiet, network: ['http'] })).toBeNull();
  expect(leaves(plain, lint('dblink'), { ...quiet, network: ['the subscription s'] })).toBe(
    'it could reach out of the database (dblink, the subscription s), and this machine gives a scratch server no wall (unprivileged user namespaces)',
  );
  expect(leaves(plain, lint(), quiet)).toBeNull();
});

test('a superuser runs nothing unread without a wall', () => {
  const words =
    'a superuser would run SQL that cannot be read, and this machine gives a scratch server no wall (unprivileged user namespaces)';
  expect(leaves(plain, null, { ...quiet, superuser: true })).toBe(words);
  expect(leaves(plain, null, quiet)).toBeNull();
  expect(leaves(walled, null, { ...quiet, superuser: true })).toBeNull();
});
