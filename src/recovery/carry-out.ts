import { connect } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import type { Archive } from './archive.ts';
import type { Plan } from './plan.ts';
import { passes, type Replayed, replay } from './replay.ts';
import { endSessions } from './sessions.ts';
import type { RestoreInput, RestoreProgress } from './types.ts';

/** A session that came back between ending it and locking its tables: worth trying again. */
const inTheWay = /lock timeout|deadlock detected/;
const attempts = 3;

/** How far it is. */
export type Says = (step: RestoreProgress['step'], bytes?: number) => void;

/** What became of a plan. */
export interface CarriedOut {
  readonly replayed: Replayed;
  readonly sessionsEnded: number;
}

/** One transaction: ends the other sessions and replays, again when one of them came back and was in the way. */
export async function carryOut(input: RestoreInput, plan: Plan, archive: Archive, says: Says): Promise<CarriedOut> {
  const end = endSessions(input.keepSessions ?? []);
  const before = `${opening}${end};\n${plan.emptying}`;
  const fill = passes(archive, plan.passes, input.connection, input.tools, (bytes) => says('refilling', bytes));
  const script = { before, fill, after: plan.check };
  let sessionsEnded = 0;
  for (let attempt = 1; ; attempt++) {
    says('emptying');
    sessionsEnded += await endNow(input.connection, end);
    const replayed = await replay(script, input.connection, input.tools);
    const again = replayed.state === 'rolled back' && inTheWay.test(replayed.problem) && attempt < attempts;
    if (!again) return { replayed, sessionsEnded };
  }
}

/** The role's own settings must not cut the restore short; nobody is waited for longer than 20 s. */
export const opening = `SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL client_min_messages = error;
SET LOCAL lock_timeout = '20s';
SET LOCAL search_path = '';
`;

/** How many sessions were ended. */
async function endNow(connection: Connection, sql: string): Promise<number> {
  const session = await connect(connection);
  try {
    const [row] = await session.query<{ ended: number }>(sql);
    return row?.ended ?? 0;
  } finally {
    await session.close();
  }
}
