import type { FileHandle } from 'node:fs/promises';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backup } from '../backup/types.ts';
import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import type { Connection, Toolset } from '../postgres/types.ts';
import { readContents } from './archive-text.ts';
import { parseContents } from './contents.ts';
import { emptyEverything } from './emptying.ts';
import { bare } from './identifier.ts';
import { type Inventory, readInventory } from './inventory.ts';
import { planLimited } from './limited.ts';
import { type Rights, readRights } from './rights.ts';
import { missingRoles } from './roles.ts';

/** What one restore does before and while it replays the archive. */
export interface Plan {
  readonly emptying: string;
  readonly rolesCreated: readonly string[];
  /** Arguments that make pg_restore leave out what stays. */
  readonly select: readonly string[];
  /** Removes the list those arguments name. */
  readonly remove: () => Promise<void>;
}

/** Looks at the database and plans; touches nothing. Failures: restore-blocked, restore-not-allowed. */
export async function planRestore(
  backup: Backup,
  archive: FileHandle,
  rolesSql: string,
  connection: Connection,
  tools: Toolset,
): Promise<Plan> {
  const { inventory, rights } = await look(connection);
  refuseWhatBlocks(backup, inventory);
  const roles = missingRoles(rolesSql, inventory.roles, inventory.superuser);
  const makeRoles = roles.statements.map((statement) => `${statement};\n`).join('');
  const rolesCreated = roles.created;
  if (rights === null) {
    // pg_dump refreshes materialised views after it made the event triggers, which would fire; foreign keys are still checked.
    const emptying = `${quietTriggers}${makeRoles}${emptyEverything(inventory)}`;
    return { emptying, rolesCreated, select: [], remove: async () => undefined };
  }
  const entries = parseContents(
    await readContents(archive, connection, tools),
    [...inventory.schemas.map(({ name }) => bare(name)), ...rights.extensionSchemas],
    [...inventory.roles, ...roles.created],
  );
  const plan = planLimited(inventory, rights, entries);
  const problems =
    tools.kind === 'native'
      ? plan.problems
      : [...plan.problems, 'programs in a container cannot leave out what has to stay'];
  if (problems.length > 0)
    throw new Failure('restore-not-allowed', {
      backup: backup.metadata.backup,
      role: inventory.role,
      problems: shown(problems),
    });
  const folder = await mkdtemp(join(tmpdir(), 'permahub-restore-'));
  await writeFile(join(folder, 'list'), `${plan.lines.join('\n')}\n`, { mode: 0o600 });
  return {
    emptying: `${rights.quietTriggers ? quietTriggers : ''}${makeRoles}${plan.emptying}`,
    rolesCreated,
    select: ['-L', join(folder, 'list')],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const quietTriggers = 'SET LOCAL session_replication_role = replica;\n';

async function look(connection: Connection): Promise<{ inventory: Inventory; rights: Rights | null }> {
  const session = await connect(connection);
  try {
    const inventory = await readInventory(session.query);
    return { inventory, rights: inventory.superuser ? null : await readRights(session.query) };
  } finally {
    await session.close();
  }
}

/** What a transaction cannot take away, or would wait for without end. */
function refuseWhatBlocks(backup: Backup, inventory: Inventory): void {
  const blocks = [
    ...inventory.prepared.map((gid) => `the prepared transaction ${gid}`),
    ...inventory.subscriptions.map(({ name }) => `the subscription ${name}`),
  ];
  if (blocks.length > 0)
    throw new Failure('restore-blocked', { backup: backup.metadata.backup, blocks: blocks.join(', ') });
}

/** One a line; a long list is cut, and says so. */
function shown(problems: readonly string[]): string {
  const more = problems.length > 20 ? [`and ${problems.length - 20} more`] : [];
  return [...problems.slice(0, 20), ...more].map((problem) => `  ${problem}`).join('\n');
}
