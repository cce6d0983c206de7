import { Failure } from '../failures.ts';
import type { Session } from '../postgres/connection.ts';
import { type Binding, usualRows } from './binding.ts';
import { disarmSql, eventTriggerSql, schemaSql, tableSql, unschemaSql, untableSql } from './install-sql.ts';
import { eventTriggerFault, judge } from './judge.ts';
import { eventTriggers, schema } from './names.ts';
import { readTripwire } from './read.ts';
import type { Found, Judged } from './types.ts';

interface Installed extends Judged {
  /** What this role may not make, a sentence each. */
  readonly refused: readonly string[];
}

/**
 * Installs the tripwire with so many rows (null: as it is installed, else the usual), or makes whole what is there; what is whole is left alone. Every table is a transaction of its own, so that none
 * is locked for longer than its triggers take. What the role may not make is left out and said; what comes of it is read back.
 * Failures: tripwire-schema-taken, tripwire-not-allowed (69).
 */
export async function installTripwire(session: Session, rows: number | null): Promise<Installed> {
  const found = await readTripwire(session);
  assertOurs(found);
  await allowed(session, schemaSql(bindingFor(found, rows)));
  const refused: string[] = [];
  const attempt = async (what: string, sql: string) => {
    const problem = await denied(session, sql);
    if (problem !== null) refused.push(`${what}: ${problem}.`);
  };
  // New tables get their triggers from here on.
  for (const wanted of eventTriggers)
    if (eventTriggerFault(found, wanted) !== null)
      await attempt(`Event trigger ${wanted.name}`, eventTriggerSql(wanted));
  const now = judge(await readTripwire(session));
  for (const table of now.lacking) await attempt(`Table ${table}`, tableSql(table));
  return { ...judge(await readTripwire(session)), refused };
}

/** What it would be bound to here; rows null: as it is installed, else the usual. Pure. */
export function bindingFor(
  { identity, schema: place }: Pick<Found, 'identity' | 'schema'>,
  rows: number | null,
): Binding {
  return { ...identity, rows: rows ?? place?.binding?.rows ?? usualRows };
}

/**
 * Takes everything away that an installation made, wherever it was bound to; gives what is left, in words: nothing, when it is
 * done. Failures: tripwire-schema-taken, tripwire-not-allowed, tripwire-left (69).
 */
export async function removeTripwire(session: Session): Promise<void> {
  const found = await readTripwire(session);
  assertOurs(found);
  if (found.schema === null) return;
  await allowed(session, disarmSql);
  for (const { name, triggers } of found.tables) if (triggers.length > 0) await allowed(session, untableSql(name));
  await allowed(session, unschemaSql);
  const left = leftOf(await readTripwire(session));
  if (left.length > 0) throw new Failure('tripwire-left', { left: left.join('\n') });
}

/** What is still there of it, in words. Pure. */
export function leftOf(found: Found): string[] {
  const ours = new Set<string>(eventTriggers.map(({ name }) => name));
  return [
    ...found.eventTriggers.filter(({ name }) => ours.has(name)).map(({ name }) => `  event trigger ${name}`),
    ...found.tables.flatMap((table) => table.triggers.map(({ name }) => `  trigger ${name} on ${table.name}`)),
    ...(found.schema === null ? [] : [`  schema ${schema}`]),
  ];
}

/** Failure: tripwire-schema-taken (69). Pure. */
export function assertOurs(found: Found): void {
  if (found.schema !== null && found.schema.binding === null)
    throw new Failure('tripwire-schema-taken', { owner: found.schema.owner });
}

/** What has to succeed. */
async function allowed(session: Session, sql: string): Promise<void> {
  const problem = await denied(session, sql);
  if (problem === null) return;
  const [me] = await session.query<{ role: string }>('select current_user::text as role');
  throw new Failure('tripwire-not-allowed', { role: String(me?.role), problem });
}

/** Null when it was done; else why the server did not: the right is missing, it waited for a lock, something hangs on it. */
async function denied(session: Session, sql: string): Promise<string | null> {
  try {
    await session.query(sql);
    return null;
  } catch (error) {
    const expected = ['42501', '55P03', '2BP01'];
    if (error instanceof Failure && expected.includes(String(error.detail.sqlstate)))
      return String(error.detail.problem);
    throw error;
  }
}
