import { finish } from './finish.ts';
import { quoteName } from './quote.ts';
import type { Scratch } from './types.ts';

/**
 * Makes the roles of a roles.sql on the scratch server, every error a failure. The bootstrap role exists there already and
 * keeps its own settings: they could keep us from logging in again. A shared server has its roles.
 * Failures: program-failed and the other ends of psql.
 */
export async function restoreRoles(scratch: Scratch, rolesSql: string): Promise<void> {
  if (scratch.sharesServer) return;
  const child = scratch.tools.start('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', '-'], scratch.connection, {
    stdin: 'pipe',
  });
  child.stdout?.resume();
  child.stdin?.end(withoutBootstrap(rolesSql, scratch.connection.user));
  await finish(child, 'psql restoring the roles into the scratch server', { secret: scratch.connection.password });
}

/** roles.sql without the lines that make or set up the role that made the scratch server. Pure. */
function withoutBootstrap(rolesSql: string, role: string): string {
  const names = [role, quoteName(role)];
  const own = names.flatMap((name) => [`CREATE ROLE ${name};`, `ALTER ROLE ${name} `]);
  return rolesSql
    .split('\n')
    .filter((line) => !own.some((start) => line.startsWith(start)))
    .join('\n');
}
