import { listRequests } from '../approval/request-files.ts';
import type { OpenRequest } from '../duties/status.ts';
import { carriedOut } from '../guard/signature-facts.ts';
import { openJournal } from '../journal/journal.ts';
import { commandOf, openRequest } from './opened-request.ts';

/** Requests of a backup directory that can still be carried out, each with those whose signature on it was verified now. */
export async function openRequests(directory: string): Promise<OpenRequest[]> {
  const used = carriedOut(openJournal(directory).lines());
  const listed = await listRequests(directory, { now: new Date(), usedNonces: new Set(used.keys()) });
  const open: OpenRequest[] = [];
  for (const { file, request, expired, carriedOut: over } of listed) {
    if (request === null || expired || over) continue;
    const { signatures } = await openRequest(file);
    const { valid, denied } = await signatures(null);
    if (denied !== null) continue;
    const { target, requester, reason, expiresAt } = request;
    const signedBy = valid.map(({ by }) => by);
    open.push({
      ...{ file, requester, reason, expiresAt, signedBy },
      command: commandOf(request),
      target: target.label,
    });
  }
  return open;
}
