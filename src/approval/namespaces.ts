import type { Statement } from './request-types.ts';

/** One namespace for each verdict: a signature that denies can never stand for one that approves. */
export const namespaces: Readonly<Record<Statement['verdict'], string>> = {
  approve: 'permahub-approve',
  deny: 'permahub-deny',
};
