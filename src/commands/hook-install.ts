import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failures.ts';
import type { Agent } from '../routes/hook/agents/agent.ts';
import { agentNamed, agents } from '../routes/hook/agents/all.ts';
import { type Place, placeOf, textOf } from '../routes/hook/place.ts';
import { probe } from '../routes/hook/probe.ts';
import { type Change, hookCommand, installed, removed } from '../routes/hook/settings-text.ts';
import { writeSettings } from '../routes/hook/write.ts';
import { absent, bytesOf, type Node } from '../routes/install/types.ts';
import { doingOf } from '../routes/install/words.ts';
import { type Line, printLines } from '../terminal/style.ts';
import { printJson } from './print-json.ts';

interface Options {
  readonly agent: string | null;
  readonly user: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `permahub hook install`: 0 when every hook it wrote denied a probe. Failures: hook-agent-none, hook-open (69), hook-not-written (74), hook-settings-unreadable (78). */
export async function hookInstall(options: Options): Promise<number> {
  const folder = process.cwd();
  const root = options.user ? home() : folder;
  const used = ({ traces }: Agent) => traces.some((trace) => existsSync(join(root, trace)));
  const places = placesOf(options, agents.filter(used));
  if (places.length === 0) throw none('guard', root);
  const plans = places.map((place) => ({ place, change: changeOf(place, installed) }));
  for (const { place, change } of plans) apply(place, change, options, 'The hook is there already');
  const proofs = options.dryRun
    ? []
    : await Promise.all(places.map(async (place) => ({ place, problem: await probe(place, folder) })));
  if (options.json) printJson(jsonOf(plans, options, (place) => proofs.find((one) => one.place === place)));
  else printLines(provenLines(proofs));
  const open = proofs.filter(({ problem }) => problem !== null);
  if (open.length > 0)
    throw new Failure('hook-open', {
      problems: open.map(({ place, problem }) => `  ${place.agent.title}: ${problem}`).join('\n'),
    });
  return 0;
}

/** `permahub hook remove`: takes out what install wrote. 0 also when there was nothing. */
export async function hookRemove(options: Options): Promise<number> {
  const places = placesOf(options, agents).filter((place) => holds(place));
  const plans = places.map((place) => ({ place, change: changeOf(place, removed) }));
  if (places.length === 0 && !options.json)
    printLines([{ text: 'permahub: no hook of ours is installed here.', tone: 'plain' }]);
  for (const { place, change } of plans) apply(place, change, options, 'The hook is not there');
  if (options.json) printJson(jsonOf(plans, options, () => undefined));
  return 0;
}

interface Proof {
  readonly place: Place;
  /** null: it denied the probe. */
  readonly problem: string | null;
}

function provenLines(proofs: readonly Proof[]): Line[] {
  return proofs.flatMap(({ place: { agent }, problem }): Line[] =>
    problem === null
      ? [
          { text: `permahub: ${agent.title} is guarded: its hook denied a probe.`, tone: 'good' },
          ...(agent.note ? [{ text: `  ${agent.note}`, tone: 'plain' as const }] : []),
        ]
      : [],
  );
}

/** For machines. What else is in a settings file may be secret, and is not said. */
function jsonOf(
  plans: readonly { readonly place: Place; readonly change: Change }[],
  { dryRun }: Options,
  proofOf: (place: Place) => Proof | undefined,
) {
  const node = (text: string | null): Node =>
    text === null ? absent : { kind: 'file', text: bytesOf(text), mode: 0o644 };
  return {
    ...{ schema: 1, dryRun },
    agents: plans.map(({ place, change }) => {
      const step = { path: place.file, before: node(change.before), after: node(change.after) };
      const proof = proofOf(place);
      return {
        ...{ agent: place.agent.name, file: place.file, doing: doingOf(step), command: place.line },
        ...{ guarded: proof ? proof.problem === null : null, problem: proof?.problem ?? null, note: place.agent.note },
      };
    }),
  };
}

const home = () => process.env.HOME || homedir();

function placesOf({ agent, user }: Options, otherwise: readonly Agent[]): readonly Place[] {
  const named = agent === null ? undefined : agentNamed(agent);
  const at = user ? { home: home() } : { folder: process.cwd() };
  return (named ? [named] : otherwise).map((one) => placeOf(one, at));
}

function none(what: string, folder: string): Failure {
  return new Failure('hook-agent-none', { what, folder, known: agents.map(({ name }) => name).join('|') });
}

function read(place: Place): string | null {
  try {
    return textOf(place.file);
  } catch (error) {
    const problem = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Failure('hook-settings-unreadable', { file: place.file, problem }, { cause: error });
  }
}

const holds = (place: Place) => hookCommand(read(place) ?? '', place.agent) !== null;

function changeOf(place: Place, change: typeof removed): Change {
  const before = read(place);
  const after = change(before, place.agent, place.line);
  if (before !== null && after === null && change === installed)
    throw new Failure('hook-settings-unreadable', {
      file: place.file,
      problem: 'it is no JSON object that hooks could be added to',
    });
  return { before, after };
}

function apply({ file }: Place, { before, after }: Change, { dryRun, json }: Options, same: string): void {
  if (before !== after && !dryRun) writeSettings(file, after);
  if (json) return;
  if (before === after) {
    printLines([{ text: `permahub: ${same}: ${file}`, tone: 'plain' }]);
    return;
  }
  if (dryRun) {
    printLines([{ text: `permahub: would ${after === null ? 'remove' : 'write'} ${file}`, tone: 'plain' }]);
    process.stdout.write(after ?? '');
    return;
  }
  printLines([{ text: `permahub: ${after === null ? 'removed' : 'wrote'} ${file}`, tone: 'plain' }]);
}
