import { endAs } from '../cli/end.ts';
import { Failure } from '../failures.ts';
import { forwardTask } from '../guard/forward.ts';
import { journalled } from '../guard/journal-refusal.ts';
import { look } from '../guard/look.ts';
import { needsReading, readMeaning } from '../guard/meaning.ts';
import { signersOf } from '../guard/people.ts';
import type { SignedRequest } from '../guard/task.ts';
import { guard } from '../guard.ts';
import { newRun } from '../journal/journal.ts';
import { runOwnVerb } from '../permahub/own-verb.ts';
import { countersign } from './countersign.ts';
import { assertPresent, commandOf, type OpenedRequest, openRequest } from './opened-request.ts';
import { thisPlace } from './place.ts';
import { fetchRequest } from './share.ts';

/**
 * `permahub run FILE`: carries a signed request out: backed up, proven and rehearsed again, as long as everything is as
 * signed. Nobody is asked; `permahub ci` does the same where no person sits. Failures: request-unasked, request-used, refused (77).
 */
export async function runRequest(options: { readonly file: string; readonly fetch: string | null }): Promise<number> {
  assertPresent(
    'carry a request out like this',
    'An automation says what it runs: permahub ci --request FILE -- <args>',
  );
  return carryOut(options.file, options.fetch, null);
}

/** Carries a request out; with `argv` only if it is for exactly that. Gives the status. */
export async function carryOut(named: string, fetch: string | null, argv: readonly string[] | null): Promise<number> {
  const file = fetch === null ? named : await fetchRequest(named, fetch);
  const opened = await openRequest(file);
  const { request } = opened;
  const signed = await signedRequest(opened, argv).catch(async (error) => {
    const { directory } = opened.project.settings.backups;
    throw await journalled(error, { directory, run: newRun(new Date()), facts: requestFacts(opened) });
  });
  if (signed === null) return countersign(opened);
  const by = { approvedBy: 'signatures', request: signed } as const;
  if (request.program === 'permahub') return runOwnVerb(request.argv, { ...by, carry: guard });
  const looked = await look(request.argv, thisPlace(), signersOf(signed, opened.project.settings));
  const meaning = needsReading(looked) ? await readMeaning(looked, null) : null;
  const acted = await guard(forwardTask(looked, meaning, by));
  endAs(acted);
  return Number(process.exitCode ?? 1);
}

/** The request with the signatures on it now; null for an emergency, which was carried out first. Failures: request-other, request-used, request-unfit (77). */
async function signedRequest(opened: OpenedRequest, argv: readonly string[] | null): Promise<SignedRequest | null> {
  const { request, sha256 } = opened;
  if (argv !== null && JSON.stringify(argv) !== JSON.stringify(request.argv))
    throw new Failure('request-other', { command: commandOf(request) });
  if (request.emergency) return null;
  if (opened.carriedOutAt !== null) throw new Failure('request-used', { at: opened.carriedOutAt });
  const { valid, denied, unfit } = await opened.signatures(null);
  if (denied !== null || unfit !== null) throw new Failure('request-unfit', { why: denied ?? unfit ?? '' });
  return { request, sha256, signatures: valid, again: opened.signatures };
}

/** What the journal knows of a request that is refused before anything of it was read. */
function requestFacts({ request, sha256 }: OpenedRequest): Record<string, unknown> {
  const { key, label, environment, address } = request.target;
  const { nonce } = request;
  return { shown: commandOf(request), target: key, label, environment, address, request: { sha256, nonce } };
}
