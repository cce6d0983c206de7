import { connect, type Session } from '../postgres/connection.ts';
import { readLargeObjects, readSequences, readTables } from '../postgres/facts.ts';
import { listTables, type TableToRead } from '../postgres/facts-tables.ts';
import { readFreshness } from '../postgres/freshness.ts';
import { readIdentity } from '../postgres/identity.ts';
import { readLike } from '../postgres/like.ts';
import type { Like } from '../postgres/scratch-locale.ts';
import type { Connection, Facts, Freshness, Identity, SequenceFacts, TableFacts } from '../postgres/types.ts';

/** The moment a backup is of: held open by one transaction until the dump has ended. */
export interface Snapshot {
  /** For pg_dump --snapshot. */
  readonly id: string;
  readonly identity: Identity;
  readonly freshness: Freshness;
  readonly like: Like;
  readonly serverWords: string;
  readonly bytes: number;
  readonly list: readonly TableToRead[];
  /** Sequences as they were when it was taken: no snapshot holds them. */
  readonly sequences: readonly SequenceFacts[];
  /** Exact row counts as of the snapshot, without checksums. */
  readonly countRows: () => Promise<TableFacts[]>;
  /** Rows, checksums and large objects as of the snapshot, read over this many sessions, and the sequences as they are now. */
  readonly readFacts: (sessions?: number) => Promise<Facts>;
  /** Lets the source go; safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Takes the snapshot and reads what the database is. Failures: those of connecting and query-failed. */
export async function takeSnapshot(connection: Connection, env: NodeJS.ProcessEnv): Promise<Snapshot> {
  const session = await connect(connection, { env });
  const others: Session[] = [];
  const close = async () => void (await Promise.all([session, ...others].map((each) => each.close())));
  try {
    await session.query(begin);
    const like = await readLike(session);
    const freshness = await readFreshness(session);
    const [row] = await session.query<{ id: string; version: string; bytes: string }>(
      `select pg_export_snapshot() as id, current_setting('server_version') as version,
              pg_database_size(current_database())::text as bytes`,
    );
    if (!row) throw new Error('pg_export_snapshot gave no row');
    const list = await listTables(session);
    return {
      id: row.id,
      identity: await readIdentity(session, connection),
      freshness,
      like,
      serverWords: row.version,
      bytes: Number(row.bytes),
      list,
      sequences: await readSequences(session),
      countRows: () => readTables([session], list, undefined, 'counting'),
      readFacts: async (sessions = 1) => {
        while (others.length + 1 < sessions) {
          const other = await connect(connection, { env });
          others.push(other);
          await other.query(begin);
          await other.query(`set transaction snapshot '${row.id}'`);
        }
        const sequences = await readSequences(session);
        return {
          tables: await readTables([session, ...others], list),
          largeObjects: await readLargeObjects(session),
          sequences,
        };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const begin = 'begin transaction isolation level repeatable read, read only';
