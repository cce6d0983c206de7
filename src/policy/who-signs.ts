import type { People, Signed } from './types.ts';

/**
 * Why the signatures a place asks for cannot be had here, in a sentence; null when they are there, or when the person at
 * the terminal can give one now. Pure.
 */
export function whySigned(signed: Signed, people: People): string | null {
  const { request, signers, owner } = people;
  if (signed === 'two people') {
    if (request === null) return 'Nobody has signed a request for it.';
    return request.people >= 2 ? null : `The request is signed by ${request.people === 1 ? 'one person' : 'nobody'}.`;
  }
  if (signed === 'owner') {
    if (request !== null) return request.owner ? null : 'The request is not signed by the owner.';
    if (owner === 'no-owner-named') return 'The settings name no owner.';
    if (signers === null) return 'There is no committed allowed_signers file that holds the key of the owner.';
    if (!signers.ownerHasKey) return 'The committed allowed_signers file holds no usable key of the owner.';
    return owner === 'is-owner' ? null : "The git identity here is not the owner's.";
  }
  if (request !== null) return request.people >= 1 ? null : 'The request is signed by nobody.';
  if (signers !== null) return signers.people > 0 ? null : 'The committed allowed_signers file holds no usable key.';
  if (owner === 'no-owner-named') return 'The settings name no owner, and there is no committed allowed_signers file.';
  return owner === 'is-owner' ? null : "The git identity here is not the owner's.";
}
