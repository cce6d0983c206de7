import { endAs } from '../cli/end.ts';
import { Failure } from '../failures.ts';
import { forwardTask } from '../guard/forward.ts';
import { look } from '../guard/look.ts';
import { needsReading, readMeaning } from '../guard/meaning.ts';
import { pass } from '../guard/pass.ts';
import { guard } from '../guard.ts';
import { thisPlace } from './place.ts';
import { carryOut } from './run-request.ts';

/**
 * `permahub ci [--request FILE] -- <args>`: the honest way for automation. Nobody is ever asked: reads pass, what destroys
 * nothing runs after backup and rehearsal, all else only with a request that the right people signed.
 */
export async function ci(options: {
  readonly argv: readonly string[];
  readonly request: string | null;
  readonly fetch: string | null;
}): Promise<number> {
  const { argv } = options;
  if (argv.length === 0) throw new Failure('usage', { problem: 'A command is missing behind --', verb: 'ci' });
  if (options.request !== null) return carryOut(options.request, options.fetch, argv);
  const here = thisPlace();
  // Judged as on an automation server wherever it is started: a terminal that happens to be there asks nobody.
  const place = { ...here, env: { ...here.env, CI: here.env.CI || 'true' } };
  const looked = await look(argv, place);
  if (looked.decision.verdict === 'pass') return passed(looked, null);
  const meaning = needsReading(looked) ? await readMeaning(looked, null) : null;
  if (meaning?.decision.verdict === 'pass') return passed(looked, meaning.what.stdin);
  const acted = await guard(forwardTask(looked, meaning));
  endAs(acted);
  return Number(process.exitCode ?? 1);
}

async function passed(...what: Parameters<typeof pass>): Promise<number> {
  await pass(...what);
  return Number(process.exitCode ?? 0);
}
