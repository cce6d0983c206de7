import { oneLine, shortened } from '../../terminal/clean.ts';
import type { Ruling } from './types.ts';

const shown = 3;

/** Why it was not run, to the agent and to the person beside it. */
export function denyReason(rulings: readonly Ruling[]): string {
  return reason(
    'not run',
    rulings.filter(({ verdict }) => verdict === 'deny'),
    rulings,
  );
}

/** Why a person is asked. In formats that know no question it is the reason of a denial. */
export function askReason(rulings: readonly Ruling[]): string {
  return reason('a person decides', rulings, rulings);
}

/** What no person can run either is a hook that failed. */
function closing(told: readonly Ruling[]): string[] {
  return told.some(({ rule }) => rule === 'hook-failed') ? [] : ['A person can run it at a terminal.'];
}

function reason(what: string, told: readonly Ruling[], all: readonly Ruling[]): string {
  const lines = told
    .slice(0, shown)
    .flatMap(({ command, message, safer }) => [
      `permahub: ${what}: ${shortened(command, 200)}`,
      ...message.split('\n').map((line) => `  ${oneLine(line)}`),
      ...(safer ? [`  Safer, if it does what is wanted: ${oneLine(safer)}`] : []),
    ]);
  const more = all.length - Math.min(told.length, shown);
  return [
    ...lines,
    ...(more > 0 ? [`  And ${more} more like ${more === 1 ? 'it' : 'them'}.`] : []),
    ...(what === 'not run' ? closing(told) : ['Do not run it in another way before a person has agreed.']),
  ].join('\n');
}
