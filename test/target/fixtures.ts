import type { Era } from '../../src/cli/types.ts';
import type { FlagUse, Invocation } from '../../src/invocation/types.ts';
import type { NamedEnvironments, ProjectConfig, Surroundings } from '../../src/target/types.ts';

export const refA = 'aaaaaaaaaaaaaaaaaaaa';
export const refB = 'bbbbbbbbbbbbbbbbbbbb';

/** An invocation of a known command; flags as "name=value", "name=" for an explicit empty value, "name" for a bare one. */
export function invocation(
  era: Era,
  command: string,
  flags: readonly string[],
  operands: readonly string[] = [],
): Invocation {
  const uses = flags.map((text): FlagUse => {
    const at = text.indexOf('=');
    if (at !== -1) return { name: text.slice(0, at), value: text.slice(at + 1), explicit: true };
    return { name: text, value: text === 'remote' ? '' : 'true', explicit: false };
  });
  const argv = [...command.split(' '), ...flags.map((flag) => `--${flag}`), ...operands];
  return {
    argv,
    era,
    command,
    known: true,
    flags: uses,
    operands,
    printsOnly: false,
    destructiveWord: false,
    faults: [],
  };
}

export function config(changes: Partial<ProjectConfig> = {}): ProjectConfig {
  return {
    file: '/shop/supabase/config.toml',
    projectId: 'shop',
    port: null,
    shadowPort: null,
    majorVersion: 15,
    remotes: [],
    stackMode: false,
    ...changes,
  };
}

/** A folder /shop with a project "shop", linked to nothing, on a machine named desk. */
export function surroundings(changes: Partial<Surroundings> = {}): Surroundings {
  return {
    cwd: '/shop',
    workdir: '/shop',
    workdirFrom: 'search',
    projectFolder: '/shop',
    config: config(),
    ambient: {},
    project: {},
    origins: {},
    linkedRef: null,
    pooler: null,
    profile: 'supabase',
    docker: { from: 'the default socket', tcpHost: null, elsewhere: null },
    machineNames: ['desk', '192.168.7.7'],
    defaultHost: '/var/run/postgresql',
    osUser: 'ann',
    stackMode: false,
    password: null,
    passwordTyped: false,
    url: null,
    faults: [],
    ...changes,
  };
}

export const nobodyNamed: NamedEnvironments = {
  staging: { projectRefs: [], hosts: [], branches: [] },
  production: { projectRefs: [], hosts: [], branches: [] },
};
