import { signedWords } from '../approval/request-screen.ts';
import { Failure } from '../failures.ts';
import { openJournal } from '../journal/journal.ts';
import { section } from '../terminal/section.ts';
import { printLines } from '../terminal/style.ts';
import type { OpenedRequest } from './opened-request.ts';

/**
 * Closes an emergency: the second person has signed what the owner did alone, and the journal says so from now on. 0 when it
 * is closed. Failures: request-unfit (77) as long as the second signature is missing.
 */
export async function countersign(opened: OpenedRequest): Promise<number> {
  const { project, request, sha256 } = opened;
  const journal = openJournal(project.settings.backups.directory);
  const run = journal
    .lines()
    .find(({ kind, facts }) => kind === 'intent' && nonceOf(facts.request) === request.nonce)?.run;
  if (run === undefined) throw new Failure('request-unfit', { why: 'this clone carried out no such emergency' });
  const signatures = await opened.signatures(null, 'countersign');
  if (signatures.denied !== null) throw new Failure('request-unfit', { why: signatures.denied });
  if (signatures.valid.length < 2)
    throw new Failure('request-unfit', { why: 'the second person has not signed it yet' });
  await journal.note({ run }, { countersigned: signatures.valid, request: { sha256, nonce: request.nonce } });
  printLines([
    { text: 'permahub: the emergency is closed: two people have signed it.', tone: 'good' },
    ...section('Signed', signedWords(signatures)),
  ]);
  return 0;
}

function nonceOf(request: unknown): unknown {
  return (request as { nonce?: unknown } | undefined)?.nonce;
}
