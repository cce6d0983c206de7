import { reasonFault } from '../approval/reason.ts';
import type { Request } from '../approval/request-types.ts';
import { Failure } from '../failures.ts';
import { forwardTask } from '../guard/forward.ts';
import { look } from '../guard/look.ts';
import { needsReading, readMeaning } from '../guard/meaning.ts';
import { propose } from '../guard/propose.ts';
import { runOwnVerb } from '../permahub/own-verb.ts';
import { oneLine } from '../terminal/clean.ts';
import { thisPlace } from './place.ts';

/** Verbs of ours that a request can hold. */
const ownVerbs: ReadonlySet<string> = new Set(['restore', 'recover', 'freeze', 'thaw']);

/** Whether the words are a verb of ours and not the Supabase CLI's. */
function isOwnVerb(argv: readonly string[]): boolean {
  return ownVerbs.has(argv[0] ?? '');
}

/** Prepares a request for what was typed. Failures: usage for a reason that says nothing; request-needless; those of `propose`. */
export async function proposeRequest(argv: readonly string[], words: string): Promise<Request> {
  const reason = oneLine(words);
  const fault = reasonFault(reason);
  if (fault !== null) throw new Failure('usage', { problem: fault.replace(/\.$/, ''), verb: 'request' });
  return isOwnVerb(argv) ? ownRequest(argv, reason) : forwardedRequest(argv, reason);
}

async function forwardedRequest(argv: readonly string[], reason: string): Promise<Request> {
  // Judged as if everybody had signed: what is refused even then is refused now.
  const looked = await look(argv, thisPlace(), { people: 2, owner: true });
  if (looked.decision.verdict === 'pass') throw new Failure('request-needless');
  const meaning = needsReading(looked) ? await readMeaning(looked, null) : null;
  if (meaning?.decision.verdict === 'pass') throw new Failure('request-needless');
  return propose(forwardTask(looked, meaning, { approvedBy: 'signatures', request: null }), reason);
}

async function ownRequest(argv: readonly string[], reason: string): Promise<Request> {
  let made: Request | null = null;
  await runOwnVerb(argv, {
    approvedBy: 'signatures',
    request: null,
    carry: async (task) => {
      made = await propose(task, reason);
      return { status: 0, signal: null, seconds: 0, changed: false };
    },
  });
  if (made === null) throw new Failure('request-needless');
  return made;
}
