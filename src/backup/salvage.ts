import { join } from 'node:path';
import { Failure } from '../failures.ts';
import { connect, type Session } from '../postgres/connection.ts';
import { findLocalContainer, type LocalContainer, localContainerName } from '../postgres/local-container.ts';
import type { Connection, Toolset } from '../postgres/types.ts';
import { databaseImages, volumeExists } from '../postgres/volume-copy.ts';
import { prepareDirectory } from './directory.ts';
import { freeBase, type SalvagedFile, writeSalvage } from './salvage-file.ts';
import { salvageTables, type TablesSalvage } from './salvage-tables.ts';
import { copyVolume } from './salvage-volume.ts';
import { salvageReason, tableWords } from './salvage-words.ts';

export interface SalvageOptions {
  /** project_id of config.toml. */
  readonly projectId: string;
  /** The superuser's connection to the local stack's database; null when it does not answer. */
  readonly connection: Connection | null;
  /** Programs that can read it; null when it does not answer. */
  readonly tools: Toolset | null;
  /** Absolute: the backup directory. */
  readonly directory: string;
  readonly at: Date;
  /** Why no backup could be made: one sentence, for the record. */
  readonly cause: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The unverified ends of a backup that could not be made, in the words that every screen shows. */
export type Salvage =
  | { readonly kind: 'nothing-to-back-up'; readonly reason: string }
  | { readonly kind: 'salvaged'; readonly files: readonly string[]; readonly reason: string };

/**
 * What can still be kept of a local stack's database that cannot be backed up: rows table by table where the server
 * answers, and in any case a copy of its volume. Nothing in it is ever called verified. Failures: docker-silent,
 * volume-unread, salvage-image, disk-full, login-refused.
 */
export async function salvageLocal(options: SalvageOptions): Promise<Salvage> {
  const { projectId, env } = options;
  const name = localContainerName(projectId);
  const state = await findLocalContainer(projectId, env);
  if (state.kind === 'unknown')
    throw new Failure('docker-silent', { what: `the container ${name}`, problem: state.problem });
  const container = state.kind === 'found' ? state.container : null;
  const volume = container?.volume ?? name;
  const hasVolume = await volumeExists(volume, env);
  if (!container && !hasVolume)
    return { kind: 'nothing-to-back-up', reason: `Docker has neither a container nor a volume named ${name}` };
  await prepareDirectory(options.directory);
  const base = await freeBase(options.directory, options.at);
  const rows = container?.running ? await readRows(options, base) : null;
  const copy = hasVolume
    ? await copyVolume({ volume, image: await imageOf(container, env), path: `${base}_volume.tar.gz`, env })
    : null;
  const files: SalvagedFile[] = [...(rows?.salvage?.files ?? []), ...(copy ? [copy.file] : [])];
  if (files.length === 0) throw new Failure('salvage-nothing', { name, problem: rows?.problem ?? 'it has no volume' });
  const reason = salvageReason(options.cause, [
    ...(rows?.salvage ? tableWords(rows.salvage) : [serverWords(container, rows?.problem ?? '')]),
    ...(copy
      ? [
          `the Docker volume ${volume} was copied as it is${copy.changed ? `, while files in it changed (${copy.changed})` : ''}`,
        ]
      : []),
  ]);
  const record = {
    schema: 1,
    verified: false,
    at: options.at.toISOString(),
    projectId,
    volume,
    image: container?.image ?? null,
  };
  const note = await writeSalvage(`${base}_salvage.json`, async (to) => {
    await to.appendFile(
      `${JSON.stringify({ ...record, reason, files, tables: rows?.salvage?.tables ?? [] }, null, 2)}\n`,
    );
  });
  return { kind: 'salvaged', files: [...files, note].map((each) => join(options.directory, each.file)), reason };
}

async function imageOf(container: LocalContainer | null, env: NodeJS.ProcessEnv): Promise<string> {
  const image = container?.image ?? (await databaseImages(env))[0]?.id;
  if (!image) throw new Failure('salvage-image');
  return image;
}

/** Rows, if the server answers; else why it does not. */
async function readRows(
  options: SalvageOptions,
  base: string,
): Promise<{ readonly salvage: TablesSalvage | null; readonly problem: string }> {
  const { connection, tools, env } = options;
  if (!connection || !tools) return { salvage: null, problem: '' };
  const open = () => patientConnect(connection, env);
  try {
    await (await open()).close();
  } catch (error) {
    // A server that answers "wrong password" is not broken: nothing is to be salvaged, the login is to be put right.
    if ((error as Failure).code === 'login-refused') throw error;
    return { salvage: null, problem: (error as Error).message };
  }
  return { salvage: await salvageTables({ connection, tools, open }, base), problem: '' };
}

/** A server that has just crashed recovers by itself within seconds. */
async function patientConnect(connection: Connection, env: NodeJS.ProcessEnv): Promise<Session> {
  for (const since = Date.now(); ; await new Promise((r) => setTimeout(r, 500))) {
    try {
      return await connect(connection, { env, timeout: 5000 });
    } catch (error) {
      if ((error as Failure).code !== 'target-unreachable' || Date.now() - since > 15_000) throw error;
    }
  }
}

const serverWords = (container: LocalContainer | null, problem: string) =>
  container?.running
    ? `its server does not answer${problem === '' ? '' : ` (${problem.replace(/\.$/, '')})`}`
    : `its server does not run (${container?.ended ?? 'there is no container'})`;
