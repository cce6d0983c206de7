import { asksNothing, forwardedArgv } from '../action/argv.ts';
import { runReal } from '../cli/run.ts';
import { scrubbed, shownCommand } from '../invocation/shown.ts';
import { decide } from '../policy/decide.ts';
import { connectionFor } from '../target/connection.ts';
import { resetReplacesVolume } from '../target/resolve.ts';
import type { Looked } from './look.ts';
import { judgeMeaning, type Meaning, readMeaning, runsSql } from './meaning.ts';
import { rehearsing } from './rehearsing.ts';
import type { Removal } from './stack.ts';
import type { Task } from './task.ts';

/** A guarded run whose action is the real CLI with the argv typed. */
export function forwardTask(
  looked: Looked,
  meaning: Meaning | null,
  by: Pick<Task, 'approvedBy' | 'request'> = { approvedBy: 'person', request: null },
): Task {
  const { place, invocation, target, settings, people, git, surroundings, cli } = looked;
  const { classification, decision } = meaning ?? looked;
  const own = settings.sources.filter((source) => source.startsWith('/'));
  return {
    place,
    command: invocation.command || 'unknown command',
    argv: invocation.argv,
    shown: shownCommand(invocation.argv),
    target,
    classification,
    decision,
    ifDestructive: meaning?.ifDestructive ?? decision,
    word: meaning?.word ?? null,
    settings,
    people,
    git,
    connection: () => connectionFor(target, surroundings),
    cli,
    files: [cli.path, ...own],
    sql: runsSql(looked) ? { meaning, read: (history) => readMeaning(looked, history) } : null,
    leavesData: false,
    removes: removalOf(looked),
    rehearse: rehearsing(looked),
    facts: { argv: scrubbed(invocation.argv) },
    ...by,
    requestable: true,
    emergency: false,
    onTarget: (other) => {
      const at = { ...looked, target: other, decision: decide({ ...looked, target: other }) };
      return forwardTask(at, meaning && judgeMeaning(at, meaning.what, meaning.lint), by);
    },
    act: async (_approval, source, sql) => {
      // The local stack's database goes away with its container: an open session would only see it die.
      if (target.isLocalStack) await source?.session.close();
      const stdin = sql?.what.stdin ?? null;
      const argv = forwardedArgv(invocation, true);
      const keepStderr = asksNothing(invocation, argv);
      const outcome = await runReal(cli, argv, { env: place.env, stdin, keepStderr });
      return { ...outcome, changed: true };
    },
  };
}

/** `stop --no-backup` deletes by label, a reset by name; a reset by URL goes by host and port [ran both]. */
function removalOf({ invocation, classification, target, surroundings }: Looked): Removal {
  const found = (rule: string) => classification.findings.some((finding) => finding.rule === rule);
  if (found('every-project')) return 'all deleted';
  if (found('deletes-volumes')) return 'deleted';
  const resets = classification.kind === 'empties' || found('can-reset-local');
  if (!resets || invocation.command === 'migration down') return 'none';
  return resetReplacesVolume(target, surroundings, invocation.era) ? 'replaced' : 'none';
}
