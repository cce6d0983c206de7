import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import { openPart, readPart } from './archive.ts';
import { emptyEverything } from './emptying.ts';
import { type Inventory, readInventory } from './inventory.ts';
import { measure } from './measure.ts';
import { type Replayed, replay } from './replay.ts';
import { type MissingRoles, missingRoles } from './roles.ts';
import { rowCheck } from './row-check.ts';
import { endSessions } from './sessions.ts';
import type { RestoreInput, RestoreProgress, RestoreResult } from './types.ts';

/** A session that came back between ending it and locking its tables: worth trying again. */
const inTheWay = /lock timeout|deadlock detected/;
const attempts = 3;

/**
 * Puts a backup back into a live database: one transaction empties what the dump recreates and replays it, so that any
 * error leaves the database as it was; then everything is measured against the backup. Failures: restore-backup-damaged,
 * restore-blocked, restore-not-allowed (nothing touched), restore-failed (rolled back), restore-differs (committed, but
 * not equal), restore-unknown; and those of connecting.
 */
export async function restoreBackup(input: RestoreInput): Promise<RestoreResult> {
  const { backup, connection, tools } = input;
  const started = performance.now();
  const { metadata } = backup;
  const of = metadata.parts.full.bytes;
  const says = (step: RestoreProgress['step'], bytes = 0) => input.onProgress?.({ step, bytes, of });

  says('checking the backup');
  const archive = await openPart(backup, 'custom');
  try {
    const rolesSql = await readPart(backup, 'roles');
    const schema = await readPart(backup, 'schema');
    const { inventory, roles } = await look(connection, rolesSql);
    refuseWhatBlocks(backup, inventory);

    let sessionsEnded = 0;
    let replayed: Replayed;
    for (let attempt = 1; ; attempt++) {
      says('emptying');
      const script = {
        before: `${opening}${quietTriggers}${endSessions(input.keepSessions ?? [])};\n${makeRoles(roles)}${emptyEverything(inventory)}`,
        archive,
        select: [],
        after: rowCheck(metadata.facts),
      };
      sessionsEnded += await endOthers(connection, input.keepSessions ?? []);
      replayed = await replay(script, connection, tools, (bytes) => says('refilling', bytes));
      if (replayed.state !== 'rolled back' || attempt === attempts || !inTheWay.test(replayed.problem)) break;
    }
    if (replayed.state === 'rolled back')
      throw new Failure('restore-failed', { backup: metadata.backup, problem: replayed.problem });

    says('comparing');
    const found = await measure(connection, tools).catch((error) => {
      if (replayed.state === 'committed') throw error;
      throw new Failure('restore-unknown', { backup: metadata.backup, problem: replayed.problem }, { cause: error });
    });
    const differences = input.compare({ facts: metadata.facts, schema }, found);
    if (differences.length > 0) throw differs(backup, replayed, differences);
    return {
      backup: metadata.backup,
      tables: found.facts.tables.length,
      rows: found.facts.tables.reduce((sum, table) => sum + table.rows, 0),
      sequences: found.facts.sequences.length,
      largeObjects: found.facts.largeObjects.count,
      rolesCreated: roles.created,
      sessionsEnded,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await archive.close();
  }
}

/** The role's own settings must not cut the restore short; nobody is waited for longer than 20 s. */
const opening = `SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL client_min_messages = error;
SET LOCAL lock_timeout = '20s';
SET LOCAL search_path = '';
`;

/** pg_dump refreshes materialised views after it made the event triggers, which would fire; foreign keys are still checked. */
const quietTriggers = 'SET LOCAL session_replication_role = replica;\n';

async function look(connection: Connection, rolesSql: string): Promise<{ inventory: Inventory; roles: MissingRoles }> {
  const session = await connect(connection);
  try {
    const inventory = await readInventory(session.query);
    return { inventory, roles: missingRoles(rolesSql, inventory.roles, inventory.superuser) };
  } finally {
    await session.close();
  }
}

/** What a transaction cannot take away or wait for is said before anything is touched. */
function refuseWhatBlocks(backup: Backup, inventory: Inventory): void {
  const blocks = [
    ...inventory.prepared.map((gid) => `the prepared transaction ${gid}`),
    ...inventory.subscriptions.map(({ name }) => `the subscription ${name}`),
  ];
  if (blocks.length > 0)
    throw new Failure('restore-blocked', { backup: backup.metadata.backup, blocks: blocks.join(', ') });
  if (!inventory.superuser)
    throw new Failure('restore-not-allowed', { backup: backup.metadata.backup, role: inventory.role, problems: '' });
}

async function endOthers(connection: Connection, keep: readonly number[]): Promise<number> {
  const session = await connect(connection);
  try {
    const [row] = await session.query<{ ended: number }>(endSessions(keep));
    return row?.ended ?? 0;
  } finally {
    await session.close();
  }
}

function makeRoles(roles: MissingRoles): string {
  return roles.statements.map((statement) => `${statement};\n`).join('');
}

function differs(backup: Backup, replayed: Replayed, differences: readonly string[]): Failure {
  const detail = { backup: backup.metadata.backup, problem: replayed.problem, differences: differences.join('\n') };
  return new Failure(replayed.state === 'unknown' ? 'restore-unknown' : 'restore-differs', detail);
}
