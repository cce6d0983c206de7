import { classify } from '../classification/classify.ts';
import { parse } from '../invocation/parse.ts';
import { type CiCall, ciCalls } from '../routes/around.ts';
import { isCi, type ScriptFile } from '../routes/around-files.ts';
import type { Route } from '../routes/doctor/types.ts';
import { onRunnersStack } from '../routes/runner-stack.ts';

/**
 * How the project's CI files call the CLI: by `permahub ci`, or around the guard. What is harmless anywhere counts as neither,
 * nor what resets the local stack of a runner that is thrown away.
 */
export function ciRoute(files: readonly ScriptFile[]): Route {
  const seen = files
    .filter(({ file }) => isCi(file))
    .map(({ file, text }) => {
      const calls = ciCalls(file, text);
      return { calls, own: file.startsWith('.github/') ? onRunnersStack(text, calls) : [] };
    });
  const calls = seen.flatMap((each) => each.calls);
  const own = seen.flatMap((each) => each.own).filter((call) => !call.guarded);
  const open = calls.filter((call) => !call.guarded && !isHarmless(call) && !own.includes(call));
  const route = 'CI';
  if (open.length > 0)
    return {
      ...{ route, state: 'open', detail: `${placesOf(open)}: not by permahub ci` },
      mend: 'npm install --global permahub there, and permahub ci -- <what is run>',
    };
  const guarded = calls.filter((call) => call.guarded);
  if (guarded.length > 0)
    return { route, state: 'guarded', detail: `by permahub ci: ${placesOf(guarded)}`, mend: null };
  if (own.length > 0)
    return { route, state: 'absent', detail: `the local stack of the runner alone: ${placesOf(own)}`, mend: null };
  return { route, state: 'absent', detail: 'no CI file here calls what could destroy', mend: null };
}

function isHarmless({ argv }: CiCall): boolean {
  const { effect } = classify(parse(argv, 'v3'));
  return effect === 'reads' || effect === 'files';
}

/** At most two of them; what is called is not said: it may hold a password. */
function placesOf(calls: readonly CiCall[]): string {
  const places = calls.map(({ file, line }) => `${file}:${line}`);
  return places.slice(0, 2).join(', ') + (places.length > 2 ? ` and ${places.length - 2} more` : '');
}
