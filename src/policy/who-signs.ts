import type { People, Signed } from './types.ts';

/**
 * Why the signatures a place asks for cannot be had here, in a sentence; null when they are there, or when the person at
 * the terminal can give one now. On staging git's identity stands for the owner where a team has no allowed_signers yet, and
 * what would do for production does: two people. Pure.
 */
export function whySigned(signed: Signed, people: People, staging: boolean): string | null {
  const { request, signers, owner } = people;
  if (signed === 'two people') return whyNotTwo(people);
  if (request !== null) {
    if (signed === 'owner')
      return request.owner || (staging && request.people >= 2) ? null : 'The request is not signed by the owner.';
    return request.people >= 1 ? null : 'The request is signed by nobody.';
  }
  if (signed === 'owner or authorised' && signers !== null)
    return signers.people > 0 ? null : 'The committed allowed_signers file holds no usable key.';
  if (owner === 'no-owner-named') return 'The settings name no owner.';
  if (signers === null && !staging)
    return 'There is no committed allowed_signers file that holds the key of the owner.';
  if (signers !== null && !signers.ownerHasKey)
    return 'The committed allowed_signers file holds no usable key of the owner.';
  return owner === 'is-owner' ? null : "The git identity here is not the owner's.";
}

/** Whose word it takes, as part of a sentence; `byGit`: git's identity stands for a signature. Pure. */
export function signedWords(signed: Signed, byGit: boolean): string {
  return byGit ? 'the owner' : whose[signed];
}

const whose: Readonly<Record<Signed, string>> = {
  'owner or authorised': 'the signature of the owner or of another authorised person',
  owner: 'the signature of the owner',
  'two people': 'the signatures of two different people',
};

/** Whether there are people who could sign a request that opens the way. Pure. */
export function canBeRequested(signed: Signed, { request, signers }: People): boolean {
  if (request !== null || signers === null) return false;
  if (signed === 'owner') return signers.ownerHasKey;
  return signers.people >= (signed === 'two people' ? 2 : 1);
}

function whyNotTwo({ request, signers }: People): string | null {
  if (request !== null) {
    if (request.people >= 2) return null;
    return `The request is signed by ${request.people === 1 ? 'one person' : 'nobody'}.`;
  }
  if (signers === null) return 'There is no committed allowed_signers file that holds the keys of two people.';
  if (signers.people < 2) return 'The committed allowed_signers file does not hold usable keys of two people.';
  return 'Nobody has signed a request for it.';
}
