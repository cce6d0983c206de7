import type { Approval } from '../approval/types.ts';
import type { ChainLine } from '../journal/types.ts';

/** What the journal keeps of who signed; nothing where nobody had to. */
export function signatureFacts({ request, signatures }: Approval): Record<string, unknown> {
  return request === null ? {} : { request, signatures };
}

/** When each request that the journal knows was carried out, by nonce: no other run of it follows. */
export function carriedOut(lines: readonly ChainLine[]): ReadonlyMap<string, string> {
  const intents = lines.filter(({ kind }) => kind === 'intent');
  return new Map(
    intents.flatMap(({ facts, at }) => {
      const { nonce } = (facts.request ?? {}) as { nonce?: unknown };
      return typeof nonce === 'string' ? [[nonce, at] as const] : [];
    }),
  );
}
