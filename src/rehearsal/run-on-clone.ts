import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { openRelay } from '../postgres/relay.ts';
import type { Connection } from '../postgres/types.ts';
import { rehearsedArgv } from './argv.ts';
import { rehearsalEnv } from './environment.ts';
import { makeOwnFolder } from './own-folder.ts';
import { copyProject } from './project-copy.ts';
import type { RehearsalRequest } from './request.ts';
import { type Captured, runCaptured } from './run-cli.ts';

/** Ports at which the CLI sees the local stack, whatever database a URL names. */
function localPorts({ surroundings }: RehearsalRequest): ReadonlySet<number> {
  const { config, ambient, project } = surroundings;
  const variables = ['SUPABASE_DB_PORT', 'SUPABASE_DB_SHADOW_PORT'].map((name) =>
    Number(ambient[name] ?? project[name]),
  );
  return new Set([54320, 54322, config?.port ?? 0, config?.shadowPort ?? 0, ...variables]);
}

/**
 * Runs the invocation with the same CLI on the clone, as `asRole`: in a copy of the project folder, with a home and an environment
 * of its own, through a port that is open for this run alone. Throws NotCopied;
 * failures of runCaptured.
 */
export async function runOnClone(request: RehearsalRequest, asRole: Connection): Promise<Captured> {
  const { invocation, surroundings, cli, env, signal, withOverrides } = request;
  const folder = await makeOwnFolder();
  try {
    const workdir = join(await realpath(folder.path), 'project');
    const typed = invocation.flags.flatMap(({ name, value }) => (name === 'sql-paths' ? value.split(',') : []));
    await copyProject(surroundings.workdir, workdir, withOverrides ?? ((_, text) => text), typed);
    const relay = await openRelay(asRole, localPorts(request));
    try {
      return await runCaptured({
        path: cli.path,
        argv: rehearsedArgv(invocation, targetFlag(invocation.era, asRole, relay.port), (value) =>
          // The CLI resolves a relative --file against its project folder, not against where it was started.
          isAbsolute(value) ? value : resolve(surroundings.workdir, value),
        ),
        env: rehearsalEnv(env, { home: folder.path, workdir, password: asRole.password?.reveal() ?? '' }),
        cwd: cwdIn(workdir, surroundings),
        stdin: request.stdin,
        signal,
      });
    } finally {
      await relay.close();
    }
  } finally {
    await folder.remove();
  }
}

/** No password in argv: both CLIs take PGPASSWORD where a URL has none [ran 2.122.1 and 3.1.0]. */
function targetFlag(era: string, asRole: Connection, port: number): string {
  const part = encodeURIComponent;
  const url = `postgresql://${part(asRole.user)}@127.0.0.1:${port}/${part(asRole.database)}?sslmode=disable`;
  return `--${era === 'v3' ? 'remote' : 'db-url'}=${url}`;
}

/** Where the person stands inside the project, as far as that folder is in the copy; else its top. */
function cwdIn(workdir: string, { cwd, workdir: from }: RehearsalRequest['surroundings']): string {
  const inside = relative(from, cwd);
  return inside === 'supabase' ? join(workdir, inside) : workdir;
}
