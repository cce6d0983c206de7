import type { Lint } from '../classification/sql/types.ts';
import { connect } from '../postgres/connection.ts';
import type { Connection, Scratch } from '../postgres/types.ts';

/** What the restored database itself could reach out with. */
export interface CopyReach {
  /** "dblink", "a foreign server": by the network. */
  readonly network: readonly string[];
  /** Functions in a language that may do whatever the server's account may. */
  readonly programs: readonly string[];
  /** The role that runs the rehearsal is a superuser. */
  readonly superuser: boolean;
}

/** Reads it of the copy. Failures: those of connecting, query-failed. */
export async function readReach(copy: Connection, role: string): Promise<CopyReach> {
  const session = await connect(copy);
  try {
    const [row] = await session.query<CopyReach>(
      `
      select (select coalesce(json_agg(distinct w.words), '[]') from (
                select extname as words from pg_extension where extname in ('dblink', 'http', 'pg_net', 'plproxy')
                union all select 'the foreign data wrapper ' || fdwname from pg_foreign_data_wrapper
                union all select 'the subscription ' || subname from pg_subscription where subdbid = d.oid) w) as network,
             (select coalesce(json_agg(distinct 'language ' || l.lanname), '[]')
                from pg_language l where not l.lanpltrusted and l.lanname not in ('internal', 'c')
                 and exists (select from pg_proc p where p.prolang = l.oid
                                and p.oid not in (l.lanplcallfoid, l.laninline, l.lanvalidator))) as programs,
             coalesce((select rolsuper from pg_roles where rolname = $1), false) as superuser
        from pg_database d where d.datname = current_database()`,
      [role],
    );
    if (!row) throw new Error('pg_database has no row of the copy');
    return row;
  } finally {
    await session.close();
  }
}

/** Ways out that run programs or touch files of the machine the server is on; the wall does not stop them. */
const onTheMachine = /PROGRAM$|^language |^server files$|^large object files$/;

/**
 * Why a rehearsal would leave a trace outside the scratch server; null when it cannot. A container has no network and files of
 * its own; a walled native server has no network; without a wall nothing that could reach out is run. Pure.
 */
export function leaves(
  scratch: Pick<Scratch, 'tools' | 'walled'>,
  lint: Pick<Lint, 'reaches' | 'findings' | 'unparsed'> | null,
  copy: CopyReach,
): string | null {
  if (scratch.tools.kind === 'container') return null;
  const said = lint?.reaches ?? [];
  const programs = [...said.filter((words) => onTheMachine.test(words)), ...copy.programs];
  if (programs.length > 0)
    return `it would run programs or use files of this machine (${[...new Set(programs)].join(', ')})`;
  if (scratch.walled) return null;
  const network = [...said, ...copy.network];
  if (network.length > 0)
    return `it could reach out of the database (${[...new Set(network)].join(', ')}), and this machine gives a scratch server no wall (unprivileged user namespaces)`;
  const unknown = lint === null || lint.unparsed.length > 0 || lint.findings.some(({ effect }) => effect === 'unknown');
  return copy.superuser && unknown
    ? 'a superuser would run SQL that cannot be read, and this machine gives a scratch server no wall (unprivileged user namespaces)'
    : null;
}
