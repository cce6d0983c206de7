import { Failure } from '../failures.ts';
import type { Connection } from '../postgres/types.ts';
import { type Line, printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';
import type { Judged } from '../tripwire/types.ts';
import type { Held } from './hold.ts';
import type { Task } from './task.ts';

/** Leave for one action on a target that has a tripwire. */
interface Passage {
  /** Takes the leave back, installs again what the action took away, and says so. Never throws: the action is over. */
  readonly end: () => Promise<void>;
}

/**
 * Opens a ticket where the target has a tripwire; null where there is none, or no database to reach: that costs one small
 * query. A copy of a stopped stack's volume is passed by nobody. Failure: tripwire-no-ticket (69), before anything is done.
 */
export async function passTripwire({ source }: Held, task: Task): Promise<Passage | null> {
  if (!source || source.copy || task.leavesData) return null;
  try {
    const { hasTripwire, readTripwire } = await import('../tripwire/read.ts');
    if (!(await hasTripwire(source.session))) return null;
    const [{ openTicket }, { judge }] = await Promise.all([
      import('../tripwire/ticket.ts'),
      import('../tripwire/judge.ts'),
    ]);
    const before = judge(await readTripwire(source.session));
    const { connection } = source;
    // To a pooler the role "postgres" is "postgres.<project ref>".
    const { user } = task.connection();
    const roles = [user, user.replace(/\..*$/, '')];
    // Actions of our own connect more than once, one connection after another.
    const ticket = await openTicket({ connection, roles, once: task.cli !== null });
    return {
      end: async () => {
        await ticket.close();
        printLines(await again(connection, before));
      },
    };
  } catch (error) {
    throw new Failure('tripwire-no-ticket', { problem: (error as Error).message.replace(/\.$/, '') }, { cause: error });
  }
}

/** Over a new connection: a local reset made the server anew. What is said was read back; nothing is said where nothing is gone. */
async function again(connection: Connection, before: Judged): Promise<Line[]> {
  try {
    const [{ connect }, { installTripwire }, { judge }, { readTripwire }] = await Promise.all([
      import('../postgres/connection.ts'),
      import('../tripwire/install.ts'),
      import('../tripwire/judge.ts'),
      import('../tripwire/read.ts'),
    ]);
    const session = await connect(connection);
    try {
      if (isAsGood(judge(await readTripwire(session)), before)) return [];
      return installedAgain(await installTripwire(session, before.binding?.rows ?? null), before);
    } finally {
      await session.close();
    }
  } catch (error) {
    return notArmed((error as Error).message.replace(/\.$/, ''));
  }
}

/** What is so after it was installed again. Pure. */
export function installedAgain(now: Judged, before: Judged): Line[] {
  const parts = `${counted(now.guarded.length, 'table')}, ${counted(now.eventTriggers.length, 'event trigger')}`;
  return isAsGood(now, before)
    ? said(`the tripwire is installed again, and was read back: ${parts}.`, 'good')
    : said(
        `the tripwire is installed again IN PART (${parts}): \`permahub tripwire status\` says what is missing.`,
        'danger',
      );
}

/** What nobody could make sure of. Pure. */
export function notArmed(problem: string): Line[] {
  return said(
    `the tripwire is NOT known to be armed: ${problem}. \`permahub tripwire install\` puts it back.`,
    'danger',
  );
}

/** Armed, or lacking nothing it did not lack before. Pure. */
export function isAsGood(now: Judged, before: Judged): boolean {
  if (now.state === 'armed') return true;
  return now.state === 'partial' && now.problems.every((problem) => before.problems.includes(problem));
}

function said(text: string, tone: Line['tone']): Line[] {
  return indented(`permahub: ${text}`, 0, 78).map((line) => ({ text: line, tone }));
}
