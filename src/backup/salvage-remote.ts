import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import type { Connection, Toolset } from '../postgres/types.ts';
import { namesDamage } from './damage.ts';
import { prepareDirectory } from './directory.ts';
import { freeBase, writeSalvage } from './salvage-file.ts';
import { salvageTables } from './salvage-tables.ts';
import { salvageReason, tableWords } from './salvage-words.ts';

export interface RemoteSalvage {
  readonly kind: 'salvaged';
  readonly files: readonly string[];
  /** In the words that every screen shows. */
  readonly reason: string;
  /** True when the backup's failure names damage, or not everything could be read here either. */
  readonly damaged: boolean;
  /** Takes the files away again: what was kept is not needed. */
  readonly discard: () => Promise<void>;
}

/**
 * What can still be read of a database that answers but cannot be backed up, table by table: no one state, and never
 * called verified. Failures: those of connecting, backup-directory, disk-full.
 */
export async function salvageRemote(of: {
  readonly connection: Connection;
  readonly tools: Toolset;
  /** Its label: for the record. */
  readonly target: string;
  /** Absolute: the backup directory. */
  readonly directory: string;
  readonly at: Date;
  /** Why no backup could be made. */
  readonly cause: Failure;
  readonly env: NodeJS.ProcessEnv;
}): Promise<RemoteSalvage> {
  const { connection, tools, directory, env, cause } = of;
  await prepareDirectory(directory);
  const base = await freeBase(directory, of.at);
  const open = () => connect(connection, { env });
  const read = await salvageTables({ connection, tools, open }, base);
  const reason = salvageReason(cause.message, tableWords(read));
  const note = await writeSalvage(`${base}_salvage.json`, async (to) => {
    const record = { schema: 1, verified: false, at: of.at.toISOString(), target: of.target };
    const { files, tables } = read;
    await to.appendFile(`${JSON.stringify({ ...record, reason, files, tables }, null, 2)}\n`);
  });
  const files = [...read.files, note].map(({ file }) => join(directory, file));
  const whole = read.lost.length === 0 && read.tables.every(({ problem }) => problem === '');
  return {
    ...{ kind: 'salvaged', files, reason },
    damaged: !whole || namesDamage(cause),
    discard: async () => void (await Promise.all(files.map((file) => rm(file, { force: true })))),
  };
}
