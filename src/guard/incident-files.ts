import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepareDirectory } from '../backup/directory.ts';
import { Failure } from '../failures.ts';
import { makeDirectory, readLog } from '../journal/files.ts';
import { publishFile } from '../published-file.ts';
import { type Incident, incidentName, parseIncident } from '../recovery/incident.ts';
import type { IncidentKind } from '../recovery/runbooks.ts';

/** Writes an incident as it stands now, durably and in one step; its path. Failures: backup-directory, incident-not-written (74). */
export async function writeIncident(backups: string, incident: Incident): Promise<string> {
  const directory = join(backups, 'incidents');
  await prepareDirectory(backups);
  try {
    makeDirectory(directory);
    const file = join(directory, incidentName(incident));
    publishFile(file, `${JSON.stringify(incident, null, 1)}\n`);
    return file;
  } catch (error) {
    const problem = (error as Error).message.replace(/\.$/, '');
    throw new Failure('incident-not-written', { directory, problem }, { cause: error });
  }
}

/** The newest incident of this kind and target that is not over; null when there is none. Throws what reading throws. */
export function openIncident(backups: string, kind: IncidentKind, target: string): Incident | null {
  const directory = join(backups, 'incidents');
  const found = namesIn(directory)
    .filter((name) => name.endsWith(`_${kind}.json`))
    .map((name) => parseIncident(readLog(join(directory, name))?.toString('utf8') ?? ''))
    .filter((each) => each?.target === target && each.endedAt === null);
  return found.sort((a, b) => Date.parse(a?.at ?? '') - Date.parse(b?.at ?? '')).at(-1) ?? null;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
