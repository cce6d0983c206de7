import type { Environment, Target, TargetKind } from '../../src/target/types.ts';

const labels = { local: 'local', staging: 'stagingref', production: 'prodref', none: 'none' };

/** A target of an environment as the target room would resolve it: the local stack, a linked project, or none. */
export function targetIn(environment: Environment, more: Partial<Target> = {}): Target {
  const kind: TargetKind = environment === 'local' ? 'local' : environment === 'none' ? 'none' : 'linked';
  return {
    kind,
    environment,
    label: labels[environment],
    host: null,
    port: null,
    database: null,
    user: null,
    projectRef: null,
    projectId: null,
    key: environment,
    isLocalStack: environment === 'local',
    projectFolder: null,
    problem: null,
    notes: [],
    ...more,
  };
}
