import { connect, type Session } from '../postgres/connection.ts';
import { localSuperuser } from '../postgres/local-superuser.ts';
import { readHistory } from '../postgres/migration-history.ts';
import { countRows, type TableCount } from '../postgres/row-counts.ts';
import type { Connection } from '../postgres/types.ts';
import type { Catalog } from '../rehearsal/catalog.ts';
import { readCatalog } from '../rehearsal/inventory.ts';
import type { Held } from './hold.ts';
import { connectionNow } from './measure-removal.ts';
import { migrates } from './migrates.ts';
import type { Task } from './task.ts';

/** What migrations change: versions in the history, and everything with a definition. Either can be read without the other. */
export interface Schema {
  readonly versions: Measured<readonly string[]>;
  readonly catalog: Measured<Catalog>;
}

/** What was measured, or why it was not. */
export type Measured<T> = { readonly is: T } | { readonly why: string };

/** History and catalog just before a push or up; a reading that fails is no reason to stop, and is said afterwards. */
export async function schemaBefore({ source }: Held, command: string): Promise<Schema | null> {
  if (!migrates(command)) return null;
  return source ? readSchema(source.session) : unread(noDatabase);
}

type Measuring = Pick<Task, 'command' | 'removes' | 'target' | 'place' | 'connection'>;

/**
 * Rows and, after a push or up, history and catalog. Over a new connection: a reset of the local stack replaced the server
 * the old one went to.
 */
export async function measureAfter(
  { source }: Held,
  task: Measuring,
): Promise<{ readonly rows: Measured<readonly TableCount[]>; readonly schema: Schema | null }> {
  const { command } = task;
  if (task.removes === 'deleted' || task.removes === 'all deleted')
    return { rows: { why: volumeDeleted }, schema: null };
  const connection = source ? await connectionNow(task, source) : await startedMeanwhile(task);
  const opened = connection ? await measured(() => connect(connection)) : { why: source ? nothingRuns : noDatabase };
  if ('why' in opened) return { rows: opened, schema: migrates(command) ? unread(opened.why) : null };
  const session = opened.is;
  try {
    const rows = await measured(() => countRows(session));
    return { rows, schema: migrates(command) ? await readSchema(session) : null };
  } finally {
    await session.close();
  }
}

/** A restore starts a local stack that was not there; null for anything else. */
async function startedMeanwhile({ target, connection, place }: Measuring): Promise<Connection | null> {
  if (!target.isLocalStack) return null;
  return localSuperuser(connection(), place.env).catch(() => null); // It was not started: then nothing is counted.
}

const volumeDeleted = 'its volume was to be deleted';
const nothingRuns = 'no container of the local stack runs';
const noDatabase = 'there was no database to reach before';

async function readSchema(session: Session): Promise<Schema> {
  const versions = await measured(async () => (await readHistory(session)).versions);
  return { versions, catalog: await measured(() => readCatalog(session)) };
}

function unread(why: string): Schema {
  return { versions: { why }, catalog: { why } };
}

async function measured<T>(read: () => Promise<T>): Promise<Measured<T>> {
  try {
    return { is: await read() };
  } catch (error) {
    return { why: (error as Error).message };
  }
}
