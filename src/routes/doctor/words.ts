import { oneLine } from '../../terminal/clean.ts';
import type { Line, Tone } from '../../terminal/style.ts';
import { counted } from '../../terminal/words.ts';
import { indented, wrap } from '../../terminal/wrap.ts';
import type { Around } from '../around.ts';
import type { InstalledHook } from '../hook/installed.ts';
import { aroundLines } from '../install/words.ts';
import type { Check, Route } from './types.ts';

/** All that was found. */
export interface Found {
  readonly routes: readonly Route[];
  readonly around: readonly Around[];
  readonly hooks: readonly InstalledHook[];
  readonly checks: readonly Check[];
}

/** Ways that no shim can stand in. */
export const unguardable =
  'psql, docker volume rm, the dashboard, the Management API, an MCP server, an absolute path to the real CLI';

/** Whether no route is open and nothing is wrong. Pure. */
export function isWell({ routes, around, hooks, checks }: Found): boolean {
  const open = [...routes, ...hooks].some(({ state }) => state === 'open');
  return !open && around.length === 0 && checks.every(({ state }) => state !== 'bad');
}

/** The screen of `permahub doctor`, 80 columns; `shown` makes paths short. Pure. */
export function doctorLines(found: Found, shown: (path: string) => string): Line[] {
  const used = found.hooks.filter(({ state }) => state !== 'absent');
  return [
    ...headline(found),
    ...section('Routes to supabase', found.routes.flatMap(routeLines)),
    ...section(
      'Hooks of coding agents',
      used.flatMap(({ agent, file, state, mend }) =>
        rows(state, agent, shown(file), state === 'open' ? mend : null, state === 'open' ? 'danger' : 'plain'),
      ),
    ),
    ...section("This project's scripts, around the guard", [
      ...aroundLines(found.around),
      ...(found.around.length === 0
        ? []
        : mendLines('call `supabase` by its name there; what removes a volume: `supabase stop --no-backup`')),
    ]),
    ...section('What the guard needs', found.checks.flatMap(checkLines)),
    ...section('What no shim can guard', [
      ...indented(`${unguardable}: docs/threat-model.md says what protects from those.`, 2).map((text) => line(text)),
    ]),
    ...section('', [line('Overdue backups and restore tests: permahub status', 'faint')]),
  ];
}

function headline(found: Found): Line[] {
  const count = (state: Route['state']) => found.routes.filter((each) => each.state === state).length;
  const hooks = found.hooks.filter(({ state }) => state === 'open').length;
  const bad = found.checks.filter(({ state }) => state === 'bad').length;
  const parts = [
    count('open') > 0 ? `${counted(count('open'), 'route')} NOT GUARDED` : null,
    hooks > 0 ? `${counted(hooks, 'agent')} without a hook` : null,
    found.around.length > 0 ? `${counted(found.around.length, 'line')} of scripts around the guard` : null,
    bad > 0 ? `${counted(bad, 'thing')} to put right` : null,
  ].filter((part) => part !== null);
  const measured = `${count('guarded')} guarded, ${count('absent')} not here, measured just now`;
  const text = parts.length > 0 ? `${parts.join(', ')}; ${measured}.` : `no route is open: ${measured}.`;
  const tone = parts.length > 0 ? 'danger' : 'good';
  return wrap(`permahub: ${text}`, 78).map((each, at) => line(at === 0 ? each : `  ${each}`, tone));
}

const tags: Readonly<Record<string, string>> = { open: 'OPEN', bad: 'BAD', unknown: '?' };
const nameColumn = 12;
const wordColumn = 34;

function routeLines({ route, state, detail, mend }: Route): Line[] {
  return rows(state, route, detail, mend, state === 'open' ? 'danger' : state === 'absent' ? 'faint' : 'plain');
}

function checkLines({ check, state, detail, mend }: Check): Line[] {
  return rows(state, check, detail, mend, state === 'bad' ? 'danger' : 'plain');
}

function rows(state: string, name: string, words: string, mend: string | null, tone: Tone): Line[] {
  const [first = '', ...rest] = indented(oneLine(words), wordColumn);
  const head = `  ${(tags[state] ?? state).padEnd(nameColumn - 2)}${name.padEnd(wordColumn - nameColumn)}`;
  return [
    line(head + first.trimStart(), tone),
    ...rest.map((text) => line(text, tone)),
    ...(mend === null ? [] : mendLines(mend)),
  ];
}

function mendLines(mend: string): Line[] {
  const [first = '', ...rest] = indented(oneLine(mend), nameColumn + 3);
  return [
    line(`${' '.repeat(nameColumn)}-> ${first.trimStart()}`, 'title'),
    ...rest.map((text) => line(text, 'title')),
  ];
}

function section(heading: string, lines: readonly Line[]): Line[] {
  if (lines.length === 0) return [];
  return [line(''), ...(heading === '' ? [] : [line(heading, 'title')]), ...lines];
}

function line(text: string, tone: Tone = 'plain'): Line {
  return { text, tone };
}
