import { Failure } from '../failures.ts';
import { docker, dockerWords } from './docker.ts';
import { localContainerName } from './local-container.ts';

/** A project of the Supabase CLI that has volumes on this engine. */
export interface LocalProject {
  readonly id: string;
  /** Names of the volumes `stop --no-backup` deletes, in order. */
  readonly volumes: readonly string[];
  /** Whether one of them holds a database. */
  readonly hasDatabase: boolean;
  /** The folder it was started in; null when no container is left to tell. */
  readonly folder: string | null;
}

/** What the CLI labels containers and volumes with, and deletes by [ran 2.122.1 and 3.1.0]; its folder is on containers alone. */
const label = 'com.supabase.cli.project';
const folderLabel = 'com.supabase.cli.workdir';

/**
 * Every project with volumes on the engine, running or not, by name: what `stop --all --no-backup` deletes. Volumes without
 * the CLI's label are left alone by it. Failure: docker-silent.
 */
export async function findLocalProjects(env: NodeJS.ProcessEnv): Promise<readonly LocalProject[]> {
  const ask = async (words: readonly string[], format: string) => {
    const answer = await docker([...words, '--filter', `label=${label}`, '--format', format], env);
    if (answer.status !== 0)
      throw new Failure('docker-silent', { what: 'the local projects', problem: dockerWords(answer) });
    return answer.stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')]));
  };
  const volumes = await ask(['volume', 'ls'], `{{.Label "${label}"}}\t{{.Name}}`);
  const containers = await ask(['ps', '-a'], `{{.Label "${label}"}}\t{{.Label "${folderLabel}"}}`);
  return projectsOf(volumes, containers);
}

/** Volumes as project and name, containers as project and folder. Pure. */
export function projectsOf(
  volumes: readonly (readonly string[])[],
  containers: readonly (readonly string[])[],
): readonly LocalProject[] {
  const ids = [...new Set(volumes.map(([id = '']) => id))].sort();
  return ids.map((id) => {
    const own = volumes.flatMap(([of, name]) => (of === id && name ? [name] : [])).sort();
    const folder = containers.find(([of, path]) => of === id && path)?.[1] ?? null;
    return { id, volumes: own, hasDatabase: own.includes(localContainerName(id)), folder };
  });
}
