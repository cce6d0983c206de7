import { cloneDatabase, dropClone } from '../postgres/clone-database.ts';
import { scrub } from '../postgres/scrub.ts';
import { readFailure } from './failure.ts';
import { lackBehind } from './lacking.ts';
import { emptyLikeNewVolume } from './new-volume.ts';
import { NotCopied } from './project-copy.ts';
import { leaves, readReach } from './reach.ts';
import type { Reading, RehearsalRequest } from './request.ts';
import { runOnClone } from './run-on-clone.ts';
import type { Impact, NotRehearsed, RehearsalFailure } from './types.ts';
import { unrehearsable } from './unrehearsed.ts';
import { whereOf } from './where.ts';

/** A rehearsal whose clone is made. */
export interface PreparedRehearsal {
  /** Runs the invocation on the clone and measures what it did. Others may read the copy meanwhile. */
  readonly run: () => Promise<Impact>;
}

/**
 * Clones the copy ("before") to "after", so that the invocation can be run there; or says why it cannot be. Failures: those of
 * connecting, query-failed, cli-not-started (69); the signal's own reason.
 */
export async function prepareRehearsal(request: RehearsalRequest, reading: Reading): Promise<PreparedRehearsal> {
  const { scratch, copy, cli, invocation, role, surroundings, target } = request;
  const impossible = unrehearsable(invocation, cli.era) ?? (scratch.sharesServer ? shared : null);
  if (impossible) return { run: async () => notRehearsed(impossible) };
  const overridden = surroundings.config?.remotes.some((remote) => remote.projectRef === target.projectRef) ?? false;
  if (overridden && !request.withOverrides)
    return { run: async () => notRehearsed('the configuration overrides itself for this project') };
  request.signal.throwIfAborted();
  const leaving = leaves(scratch, request.lint, await readReach(copy, role));
  if (leaving) return { run: async () => notRehearsed(leaving) };
  request.onProgress?.('cloning the copy');
  const clone = await cloneDatabase({ scratch, copy, role, rights: request.rights ?? null });
  const { asRole } = clone;
  if (!asRole) {
    await dropClone(scratch, clone);
    return { run: async () => notRehearsed(`the scratch server has no role "${role}"`) };
  }
  const run = async () => {
    try {
      return await rehearse();
    } catch (error) {
      if (error instanceof NotCopied) return notRehearsed(error.message);
      throw error;
    } finally {
      await dropClone(scratch, clone);
    }
  };
  return { run };

  async function rehearse(): Promise<Impact> {
    const started = performance.now();
    const newVolume = invocation.command === 'db reset' && target.isLocalStack;
    request.onProgress?.('running the command on the clone');
    if (newVolume) await emptyLikeNewVolume(clone.connection);
    const [before, captured] = await together(request.signal, (signal) => [
      reading.before(copy),
      runOnClone({ ...request, signal }, asRole!),
    ]);
    request.onProgress?.('comparing before and after');
    const facts = await request.facts();
    const diff = await reading.diff({
      before,
      beforeConnection: copy,
      after: clone.connection,
      facts,
      since: clone.since,
    });
    const said = readFailure(captured);
    const lack =
      said &&
      lackBehind(said.message, {
        missingExtensions: request.missing ?? [],
        tables: new Set(facts.tables.map(({ name }) => name)),
        supabase: clone.supabase,
        native: scratch.tools.kind === 'native',
        newVolume,
        inFile: said.file !== null,
        rolesMissing: request.rights ? clone.rolesMissing : null,
      });
    const clean = (text: string) => scrub(text, asRole!.password);
    const where = said && (await whereOf(surroundings.workdir, said));
    const failure: RehearsalFailure | null = said &&
      where && {
        cause: lack ? 'lacking' : 'own',
        ...where,
        statement: where.statement === null ? null : clean(where.statement),
        message: clean(said.message),
      };
    return {
      kind: 'rehearsed',
      status: captured.status,
      signal: captured.signal,
      failure,
      lacking: [...(lack ? [lack] : []), ...notRestored(request.missing ?? [])],
      diff,
      scratch: scratch.words,
      seconds: Math.round(performance.now() - started) / 1000,
    };
  }
}

/** Both, or the failure of the first that failed, after the other was stopped: nothing may be at work when the clone goes. */
async function together<A, B>(
  outer: AbortSignal,
  start: (signal: AbortSignal) => readonly [Promise<A>, Promise<B>],
): Promise<[A, B]> {
  const stop = new AbortController();
  const work = start(AbortSignal.any([outer, stop.signal]));
  for (const each of work) each.catch((error) => stop.abort(error));
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** What a missing extension took along was not there to be changed. */
function notRestored(missing: readonly string[]): string[] {
  return missing.map((name) => `the extension ${name} and what needs it`);
}

const shared = 'the scratch database is on your own server, whose roles are not ours to change';

const notRehearsed = (reason: string): NotRehearsed => ({ kind: 'not-rehearsed', reason });
