import { classify } from '../classification/classify.ts';
import { isLoop } from '../cli/environment.ts';
import { recallCli } from '../cli/launch/recall.ts';
import { parse } from '../invocation/parse.ts';
import { passes } from '../policy/decide.ts';
import type { Looked, Place } from './look.ts';

/** What a pass at a glance rests on. */
type Glanced = Pick<Looked, 'cli' | 'invocation'> & { readonly place: Pick<Place, 'cwd' | 'env'> };

/**
 * What is harmless by its words alone, where the real CLI is the one that was found the last time: a pass rests on nothing
 * else, so target, git and settings are not read. Null for everything else, where it takes a look.
 */
export function glance(argv: readonly string[], place: Glanced['place']): Glanced | null {
  if (isLoop(place.env)) return null;
  const cli = recallCli(place);
  if (cli === null) return null;
  const invocation = parse(argv, cli.era);
  // --workdir is another project, whose settings may name another CLI.
  if (invocation.flags.some(({ name }) => name === 'workdir')) return null;
  return passes(classify(invocation)) && { cli, invocation, place };
}
