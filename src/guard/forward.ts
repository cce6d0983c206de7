import { forwardedArgv } from '../action/argv.ts';
import { runReal } from '../cli/run.ts';
import { scrubbed, shownCommand } from '../invocation/shown.ts';
import { connectionFor } from '../target/connection.ts';
import type { Looked } from './look.ts';
import type { Task } from './task.ts';

/** A guarded run whose action is the real CLI with the argv typed. */
export function forwardTask(looked: Looked): Task {
  const { place, invocation, target, classification, decision, settings, git, surroundings, cli } = looked;
  return {
    place,
    command: invocation.command || 'unknown command',
    shown: shownCommand(invocation.argv),
    target,
    classification,
    decision,
    settings,
    git,
    connection: () => connectionFor(target, surroundings),
    cli,
    files: [cli.path, ...settings.sources.filter((source) => source.startsWith('/'))],
    facts: { argv: scrubbed(invocation.argv) },
    act: async (_approval, source) => {
      // The local stack's database goes away with its container: an open session would only see it die.
      if (target.isLocalStack) await source?.session.close();
      const outcome = await runReal(cli, forwardedArgv(invocation, true), { env: place.env });
      return { ...outcome, changed: true };
    },
  };
}
