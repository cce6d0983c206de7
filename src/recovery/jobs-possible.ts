import { Failure } from '../failures.ts';
import { connect } from '../postgres/connection.ts';
import type { Connection, RunOptions, Toolset } from '../postgres/types.ts';
import { hasTripwire } from '../tripwire/read.ts';
import { ended, endsOf, errorLines } from './program-end.ts';
import { readRights } from './rights.ts';

/** What the sessions of pg_restore start with. */
export type Starting = NonNullable<RunOptions['settings']>;

/**
 * Asks the server, touching nothing, whether a restore over several connections can work here, and gives what its sessions
 * have to start with. Failure: restore-jobs-not-here (69).
 */
export async function assertJobs(connection: Connection, tools: Toolset): Promise<Starting> {
  if (tools.kind === 'container')
    throw notHere(
      `the PostgreSQL programs are those of ${tools.words}, which can only be given a backup as a stream`,
      `Name programs of this machine in the settings ("postgres": {"tools": "native"}), PostgreSQL ${tools.major} or newer, or leave --jobs out.`,
    );
  const quiet = await triggersKeptQuiet(connection);
  const settings = {
    default_transaction_read_only: 'off',
    // Hundreds of small transactions, of which none counts before all are there: `flushed` makes them last.
    synchronous_commit: 'off',
    ...(quiet ? { session_replication_role: 'replica' } : {}),
  };
  const names = [...Object.keys(settings), 'application_name'];
  const show = `SELECT ${names.map((name) => `current_setting('${name}')`).join(` || ' ' || `)}`;
  const psql = tools.start('psql', ['-XAtqc', show], connection, { stdin: 'ignore', settings });
  const [said, complained] = [endsOf(psql.stdout), endsOf(psql.stderr)];
  const status = await ended(psql);
  const leave = 'Leave --jobs out, or connect as a superuser and without a pooler in between.';
  if (status !== 0)
    throw notHere(`its sessions cannot be started as they have to be: ${errorLines(await complained())}`, leave);
  if ((await said()).trim() !== [...Object.values(settings), 'permahub'].join(' '))
    throw notHere('what stands between here and the server does not pass on what a session has to start with', leave);
  return settings;
}

/** Whether triggers, rules and foreign keys can be kept silent. Failure: restore-jobs-not-here. */
async function triggersKeptQuiet(connection: Connection): Promise<boolean> {
  const session = await connect(connection);
  try {
    const [me] = await session.query<{ super: boolean; role: string }>(
      'select rolsuper as super, rolname::text as role from pg_roles where rolname = current_user',
    );
    if (me?.super) return true;
    // A superuser takes it away with everything else; in front of anybody else it stays, and lets one session pass.
    if (await hasTripwire(session))
      throw notHere(
        `the database has a tripwire, which the role ${me?.role} passes with one session`,
        'Leave --jobs out.',
      );
    return (await readRights(session.query)).quietTriggers;
  } finally {
    await session.close();
  }
}

/** Why it cannot be done over several connections, and what to do. */
export function notHere(problem: string, instead: string): Failure {
  return new Failure('restore-jobs-not-here', { problem, instead });
}
