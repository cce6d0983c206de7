import type { Target } from './types.ts';

/** Another local stack on the same engine, by its project: where its database answers the engine tells. Pure. */
export function stackOf(beside: Target, projectId: string, folder: string | null): Target {
  return {
    ...beside,
    kind: 'local',
    label: `local project ${projectId}`,
    port: null,
    database: 'postgres',
    user: 'postgres',
    projectId,
    key: `local:${projectId}`,
    isLocalStack: true,
    projectFolder: folder,
    notes: [],
  };
}

/** Another database of the same local stack, with the key a URL that names it has. Pure. */
export function databaseOfStack(stack: Target, database: string): Target {
  const label = `${stack.kind === 'url' ? `${stack.host}:${stack.port}` : stack.label}/${database}`;
  return { ...stack, database, label, key: `${stack.key}/${database}`, notes: [] };
}
