import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { Failure } from '../failures.ts';
import { endAs } from './end.ts';
import { forwardEnv } from './environment.ts';
import { runReal } from './run.ts';
import type { RealCli } from './types.ts';

/** Node 22.15 and later can become another program; the types of Node 20 do not know it. */
type CanExec = NodeJS.Process & {
  readonly execve?: (file: string, argv: readonly string[], env: NodeJS.ProcessEnv) => never;
};

/**
 * Becomes the real CLI where Node can, else runs it and ends as it did. Nothing of ours comes after it either way.
 * Failure: cli-not-started (69).
 */
export async function execReal(
  cli: Pick<RealCli, 'path'>,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { execve } = process as CanExec;
  if (execve !== undefined) {
    // A failing execve aborts Node with a native stack, so what can be asked before is asked before.
    await access(cli.path, constants.X_OK).catch((error: NodeJS.ErrnoException) => {
      throw new Failure('cli-not-started', { path: cli.path, problem: error.code ?? error.message }, { cause: error });
    });
    execve(cli.path, [cli.path, ...argv], forwardEnv(env));
  }
  endAs(await runReal(cli, argv, { env }));
}
