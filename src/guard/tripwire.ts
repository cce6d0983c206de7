import { Failure } from '../failures.ts';
import type { Connection } from '../postgres/types.ts';
import { type Line, printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';
import type { Ticket } from '../tripwire/ticket.ts';
import type { Judged } from '../tripwire/types.ts';
import type { Held } from './hold.ts';
import { connectionNow } from './measure-removal.ts';
import type { Source } from './source.ts';
import type { Task } from './task.ts';

/** Leave for one action on a target that has a tripwire. */
interface Passage {
  /** Takes the leave back, installs again what the action took away, and says so. Never throws: the action is over. */
  readonly end: () => Promise<void>;
}

/**
 * The tripwire that is armed in the target, a stopped stack's included; null where there is none, or no database to reach:
 * that costs one small query. What deletes a volume asks no database. Failure: tripwire-no-ticket (69).
 */
export async function armedTripwire({ source }: Held, task: Task): Promise<Judged | null> {
  if (!source || task.leavesData || task.removes.endsWith('deleted')) return null;
  try {
    const { hasTripwire, readTripwire } = await import('../tripwire/read.ts');
    if (!(await hasTripwire(source.session))) return null;
    const { judge } = await import('../tripwire/judge.ts');
    return judge(await readTripwire(source.session));
  } catch (error) {
    throw noTicket(error as Error);
  }
}

/** Opens a ticket; the copy of a stopped stack's volume is passed by nobody. Failure: tripwire-no-ticket (69), before anything is done. */
export async function passTripwire({ source }: Held, task: Task, before: Judged): Promise<Passage> {
  if (!source) throw new Error('a tripwire was read without a database');
  const ticket = source.copy ? null : await ticketFor(source, task);
  return {
    end: async () => {
      await ticket?.close();
      printLines(await again(await connectionNow(task, source), before));
    },
  };
}

async function ticketFor({ connection }: Source, task: Task): Promise<Ticket> {
  try {
    const { openTicket } = await import('../tripwire/ticket.ts');
    // To a pooler the role "postgres" is "postgres.<project ref>".
    const { user } = task.connection();
    const roles = [user, user.replace(/\..*$/, '')];
    // Actions of our own connect more than once, one connection after another.
    return await openTicket({ connection, roles, once: task.cli !== null });
  } catch (error) {
    throw noTicket(error as Error);
  }
}

function noTicket(error: Error): Failure {
  return new Failure('tripwire-no-ticket', { problem: error.message.replace(/\.$/, '') }, { cause: error });
}

/** Over a new connection: a local reset made the server anew. What is said was read back; nothing is said where nothing is gone. */
async function again(connection: Connection | null, before: Judged): Promise<Line[]> {
  if (!connection) return notArmed('no container of the local stack runs');
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
