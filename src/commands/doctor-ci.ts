import { classify } from '../classification/classify.ts';
import { parse } from '../invocation/parse.ts';
import { type CiCall, ciCalls } from '../routes/around.ts';
import { isCi, type ScriptFile } from '../routes/around-files.ts';
import type { Route } from '../routes/doctor/types.ts';

/** How the project's CI files call the CLI: by `permahub ci`, or around the guard. What is harmless anywhere counts as neither. */
export function ciRoute(files: readonly ScriptFile[]): Route {
  const calls = files.filter(({ file }) => isCi(file)).flatMap(({ file, text }) => ciCalls(file, text));
  const open = calls.filter((call) => !call.guarded && !isHarmless(call));
  const route = 'CI';
  if (open.length > 0)
    return {
      ...{ route, state: 'open', detail: `${placesOf(open)}: not by permahub ci` },
      mend: 'npm install --global permahub there, and permahub ci -- <what is run>',
    };
  const guarded = calls.filter((call) => call.guarded);
  if (guarded.length > 0)
    return { route, state: 'guarded', detail: `by permahub ci: ${placesOf(guarded)}`, mend: null };
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
