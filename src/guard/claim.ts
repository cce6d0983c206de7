import { claimRequest } from '../postgres/used-requests.ts';
import { printLines } from '../terminal/style.ts';
import type { Held } from './hold.ts';
import { refuseSigned } from './refuse.ts';
import type { Ready } from './settle.ts';

/**
 * Marks the request as carried out in the database itself, right before the intent: a copy of it on another machine is then
 * refused. Failure: refused (77) where it is marked already.
 */
export async function claim({ task, approval }: Ready, { source }: Held): Promise<void> {
  if (task.approvedBy !== 'signatures' || approval.request === null || source === null) return;
  const claimed = await claimRequest(source.session, approval.request.nonce, new Date());
  if (claimed === 'used') throw await refuseSigned(task, 'This request was carried out already, from another machine.');
  if (claimed === 'not ours')
    printLines([
      {
        text: 'permahub: this role does not own the database, so only the journal here remembers that the request is used.',
        tone: 'danger',
      },
    ]);
}
