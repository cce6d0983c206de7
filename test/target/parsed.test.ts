import { expect, test } from 'vitest';
import { parse } from '../../src/invocation/parse.ts';
import type { DefaultTarget } from '../../src/target/choose.ts';
import { resolveTarget } from '../../src/target/resolve.ts';
import { nobodyNamed, refA, refB, surroundings } from './fixtures.ts';

/** From argv as typed to the target: parsing and resolving fit together. */
test.each<[line: string, era: 'v2' | 'v3', given: DefaultTarget, kind: string, key: string]>([
  ['db reset', 'v3', 'local', 'local', 'local:shop'],
  ['db push --remote', 'v3', 'local', 'linked', refA],
  ['db push --remote --yes', 'v3', 'local', 'linked', refA],
  ['db push --remote feat', 'v3', 'local', 'branch', `branch:${refA}/feat`],
  ['db push --remote 12345', 'v3', 'local', 'branch', `branch:${refA}/12345`],
  [`db push --remote=${refB}`, 'v3', 'local', 'linked', refB],
  ['db push --remote postgresql://ann:pw@h:1/d', 'v3', 'local', 'url', 'h:1/d'],
  ['db push --remote=no', 'v3', 'local', 'unknown', 'unknown'],
  ['db query --remote truncate', 'v3', 'local', 'unknown', 'unknown'],
  ['migration repair --remote 20250101 --status applied', 'v3', 'local', 'linked', refA],
  ['db push --linked=false', 'v3', 'local', 'unknown', 'unknown'],
  ['db push --no-linked', 'v3', 'local', 'unknown', 'unknown'],
  [`db push --linked --project-ref ${refB}`, 'v3', 'local', 'linked', refB],
  ['stop --project-id shop --no-backup', 'v3', 'local', 'local', 'local:shop'],
  ['stop --project-id zoo --no-backup', 'v3', 'local', 'local', 'local:zoo'],
  ['stop --all --no-backup', 'v3', 'local', 'local', 'local:shop'],
  [`secrets unset X --project-ref ${refB}`, 'v3', 'hosted', 'project', refB],
  ['db push', 'v2', 'linked', 'linked', refA],
  ['db push --local', 'v2', 'linked', 'local', 'local:shop'],
  ['db reset --linked', 'v2', 'local', 'linked', refA],
  ['db reset --db-url=postgresql://h:1/d --db-url=postgresql://i/d', 'v2', 'local', 'unknown', 'unknown'],
  ['db reset --local=false', 'v2', 'local', 'unknown', 'unknown'],
])('%s (%s)', (line, era, given, kind, key) => {
  const target = resolveTarget(parse(line.split(' '), era), surroundings({ linkedRef: refA }), nobodyNamed, given);
  expect({ kind: target.kind, key: target.key }).toEqual({ kind, key });
});
