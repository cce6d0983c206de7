/** What the rehearsal did, or why there was none. */
export type Impact = { readonly kind: 'not-rehearsed'; readonly reason: string };
