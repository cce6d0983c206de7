import type { ChainLine, OpenIntent } from './types.ts';

/** Intents without an outcome, oldest first. */
export function openIntents(lines: readonly ChainLine[]): OpenIntent[] {
  const ended = new Set(lines.filter(({ kind }) => kind === 'outcome').map(({ run }) => run));
  return lines
    .filter(({ kind, run }) => kind === 'intent' && !ended.has(run))
    .map(({ run, seq, at, facts }) => ({ run, seq, at, facts }));
}
