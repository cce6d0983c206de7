import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import type { Connection } from '../postgres/types.ts';
import type { Archive } from './archive.ts';
import { type CarriedOut, carryOut, type Says } from './carry-out.ts';
import type { Starting } from './jobs-possible.ts';
import type { Plan } from './plan.ts';
import { ended, endsOf, errorLines } from './program-end.ts';
import { type Seekable, seekable } from './seekable.ts';
import { sendAway } from './send-away.ts';
import type { Jobs, RestoreInput } from './types.ts';

/** A restore over several connections under way: others are kept out until `end`. */
export interface OpenJobs {
  readonly carryOut: (plan: Plan) => Promise<CarriedOut>;
  /** What `work` gives, unless Ctrl-C comes first. Failure: restore-stopped-halfway. */
  readonly unlessStopped: <T>(work: Promise<T>) => Promise<T>;
  /** Lets others in again. */
  readonly end: () => Promise<void>;
}

interface Opening {
  readonly input: RestoreInput;
  readonly jobs: Jobs;
  readonly archive: Archive;
  readonly starting: Starting;
  readonly says: Says;
}

/**
 * Keeps others out and restores over several connections: one transaction empties, then `pg_restore -j` reads the file itself.
 * Whatever ends it in between leaves the database half restored. Failures: restore-stopped (nothing touched), restore-halfway,
 * restore-stopped-halfway; and what `keepOut` throws, before anything is touched.
 */
export async function openJobs(of: Opening): Promise<OpenJobs> {
  const { input, jobs, archive, says } = of;
  const { signal } = jobs;
  const { backup } = input.backup.metadata;
  if (signal.aborted) throw new Failure('restore-stopped', { backup, signal: nameOf(signal) });
  const letIn = await jobs.keepOut();
  let filling = false;
  try {
    const keep = input.keepSessions ?? [];
    const away = await sendAway(input.connection, keep, (bytes) => filling && says('refilling', bytes));
    return {
      carryOut: async (plan) => {
        const alone = { ...input, keepSessions: [...keep, away.pid()] };
        const emptied = await carryOut(alone, { ...plan, passes: [], check: '' }, archive, says);
        if (emptied.replayed.state === 'rolled back') return emptied;
        if (emptied.replayed.state === 'unknown')
          throw halfway(of, `whether it was emptied is not known (${emptied.replayed.problem})`);
        says('refilling');
        filling = true;
        const problem = await fill(of, plan).finally(() => {
          filling = false;
        });
        if (signal.aborted) throw stopped(of, partOfIt);
        if (problem !== null) throw halfway(of, problem);
        await flushed(input.connection);
        return { replayed: emptied.replayed, sessionsEnded: emptied.sessionsEnded + away.ended() };
      },
      unlessStopped: (work) => {
        const stop = new Promise<never>((_, reject) => {
          const end = () => reject(stopped(of, 'All of it was put back, but not compared.'));
          if (signal.aborted) end();
          else signal.addEventListener('abort', end, { once: true });
        });
        return Promise.race([work, stop]);
      },
      end: async () => {
        await away.stop().finally(letIn);
      },
    };
  } catch (error) {
    await letIn();
    throw error;
  }
}

/** The passes of the plan, one after another; gives what went wrong, null when nothing did. */
async function fill(of: Opening, plan: Plan): Promise<string | null> {
  const file = seekable(of.input.backup, of.archive);
  for (const { before, args } of plan.passes) {
    // Only parts of a backup have any, and those are one transaction always.
    if (before !== '') throw new Error('SQL between the passes of a restore over several connections');
    const problem = args === null ? null : await pgRestore(of, file, args);
    if (problem !== null) return problem;
  }
  return file.assertSame().then(
    () => null,
    (error: Error) => error.message,
  );
}

/** pg_restore of the file itself, straight into the database; ends at its first error. */
async function pgRestore(of: Opening, file: Seekable, args: readonly string[]): Promise<string | null> {
  const { input, jobs, starting } = of;
  const { connection } = input;
  const where = ['--no-password', '-d', `dbname=${quoted(connection.database)}`];
  const child = input.tools.start(
    'pg_restore',
    ['-j', String(jobs.count), '--exit-on-error', ...where, ...args, file.path],
    connection,
    { stdin: file.stdin, settings: starting },
  );
  const said = endsOf(child.stdout);
  const complained = endsOf(child.stderr);
  // On TERM it cancels what its sessions are doing.
  const stop = () => child.kill('SIGTERM');
  jobs.signal.addEventListener('abort', stop);
  if (jobs.signal.aborted) stop();
  const status = await ended(child).finally(() => jobs.signal.removeEventListener('abort', stop));
  await said();
  return status === 0 ? null : wordsOf(await complained()) || `pg_restore ended with status ${status}`;
}

/** Its own lines alone: those below an error (DETAIL, CONTEXT) may show rows. That a worker died follows from the first. Pure. */
export function wordsOf(complaints: string): string {
  const own = complaints.split('\n').filter((line) => /^pg_restore: error: (?!a worker process died)/.test(line));
  return errorLines(own.join('\n')).replace(/: (ERROR|FATAL|PANIC): +/g, ': ');
}

/** A value in libpq's connection strings. */
const quoted = (value: string) => `'${value.replace(/[\\']/g, '\\$&')}'`;

/** One commit that waits for the disk makes all before it last as well, where the server is set to keep any. */
async function flushed(connection: Connection): Promise<void> {
  const session = await connect(connection);
  try {
    await session.query('begin; set local synchronous_commit = on; select pg_catalog.pg_current_xact_id(); commit');
  } finally {
    await session.close();
  }
}

const partOfIt = 'The database holds a part of it, and nothing of what was there before.';

function halfway({ input, jobs }: Opening, problem: string): Failure {
  const { backup } = input.backup.metadata;
  return new Failure('restore-halfway', { backup, problem, present: jobs.present ?? '' });
}

function stopped({ input, jobs }: Opening, state: string): Failure {
  const { backup } = input.backup.metadata;
  const signal = nameOf(jobs.signal);
  return new Failure('restore-stopped-halfway', { backup, signal, state, present: jobs.present ?? '' });
}

/** What stopped it: the reason is the Failure `interrupted`. */
const nameOf = ({ reason }: AbortSignal) => String((reason as Failure).detail?.signal ?? reason);
