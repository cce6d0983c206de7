import { oneLine } from '../terminal/clean.ts';
import { line } from '../terminal/section.ts';
import type { Line } from '../terminal/style.ts';
import type { AlsoLost } from '../verification/types.ts';
import { lossWords } from './losses.ts';
import { proofWords } from './proof-words.ts';

/** Each database that goes beside the target: what it holds and what is proven of its backup, at `now`. */
export function alsoLostWords(others: readonly AlsoLost[], now: number): Line[] {
  return others.flatMap(({ target, proof }) => {
    const holds = proof.kind === 'restored' ? `: ${lossWords(proof.backup.metadata.facts.tables)[0]}` : '';
    return [line(`${oneLine(target.label)}${holds}`, 'danger'), ...proofWords(proof, now)];
  });
}
