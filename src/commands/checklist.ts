import { askLines } from '../approval/ask-lines.ts';
import { faultOf, questionFor } from '../checklists/answers.ts';
import { checklists } from '../checklists/items.ts';
import { checklistScreen, closingLines } from '../checklists/screen.ts';
import { answered, missing, stateOf } from '../checklists/state.ts';
import type { Checklist, Kind, Recorded } from '../checklists/types.ts';
import { Failure } from '../failures.ts';
import { newestRecord, writeRecord } from '../guard/checklist-files.ts';
import { untilInterrupted } from '../guard/interrupt.ts';
import { personAt } from '../guard/look.ts';
import { presenceOf, terminalDevice } from '../guard/refuse.ts';
import { oneLine } from '../terminal/clean.ts';
import { printLines } from '../terminal/style.ts';
import { checklistFacts } from './checklist-facts.ts';
import { thisPlace } from './place.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';
import { fetchEvidence, shareEvidence } from './shared-evidence.ts';
import { namedTarget, targetFlags } from './target.ts';

/**
 * `permahub checklist migrations|reset|production`: what the machine finds, then what a person answers, recorded; 0 when
 * every line is done, else 1. With `json` nothing is asked and nothing recorded.
 */
export async function checklist(options: {
  readonly kind: string;
  readonly target: string | null;
  readonly json: boolean;
  /** Remotes of git, null for none: evidence of colleagues is taken from one, ours handed over to the other. */
  readonly fetch: string | null;
  readonly share: string | null;
}): Promise<number> {
  const list = chosen(options.kind);
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const place = thisPlace();
  const { directory } = project.settings.backups;
  const evidence = options.fetch === null ? null : await fetchEvidence(project, options.fetch);
  for (const ignored of evidence?.ignored ?? [])
    printLines([{ text: `permahub: evidence that does not count: ${oneLine(ignored)}`, tone: 'danger' }]);
  const facts = await checklistFacts({ kind: list.kind, project, target, shared: evidence?.applied ?? [] });
  const found: Recorded = {
    schema: 1,
    checklist: list.kind,
    target: target.key,
    at: facts.now.toISOString(),
    by: personAt(project.git, place.env),
    commit: project.git.commit,
    migrations: facts.migrations,
    items: stateOf(list, facts, newestRecord(directory, list.kind, target.key)),
  };
  if (options.json) {
    const migrations = Object.entries(found.migrations).map(([file, sha256]) => ({ file, sha256 }));
    printJson({ ...found, title: list.title, complete: missing(found.items).length === 0, migrations });
    return missing(found.items).length === 0 ? 0 : 1;
  }
  printLines(checklistScreen(found, target.label));
  const presence = presenceOf({ place });
  const record = presence.canAsk ? await asked(list, found) : found;
  const file = await writeRecord(directory, record);
  printLines(closingLines({ record, file, unasked: presence.canAsk ? null : presence.why }));
  if (options.share !== null) {
    const shared = await shareEvidence(project, options.share, { ...facts, key: null });
    const words =
      shared.length === 0
        ? 'nothing to share: no environment has run all of these migrations'
        : `shared with colleagues: tested on ${shared.join(' and ')}`;
    printLines([{ text: `permahub: ${words}.`, tone: shared.length === 0 ? 'plain' : 'good' }]);
  }
  return missing(record.items).length === 0 ? 0 : 1;
}

function chosen(kind: string): Checklist {
  if (Object.hasOwn(checklists, kind)) return checklists[kind as Kind];
  const names = Object.keys(checklists).join(', ');
  throw new Failure('usage', { problem: `"${kind}" is no checklist: ${names}`, verb: 'checklist' });
}

/** The record with the answers of the person at the terminal to what is open. */
async function asked(list: Checklist, found: Recorded): Promise<Recorded> {
  const open = found.items.filter(({ state }) => state === 'open').map(({ id }) => id);
  const items = list.items.filter(({ id }) => open.includes(id));
  if (items.length === 0) return found;
  const questions = items.map((item) => ({
    message: questionFor(item),
    fault: (typed: string) => faultOf(item, typed),
  }));
  printLines([{ text: 'permahub: What only a person can say; an empty answer leaves a line open.', tone: 'plain' }]);
  const typed = await untilInterrupted((signal) => askLines({ questions, tty: terminalDevice, signal }));
  const at = new Date().toISOString();
  const all = items.reduce(
    (state, { id }, index) => answered(list, state, { id, typed: typed[index] ?? '', who: found.by, at }),
    found.items,
  );
  return { ...found, items: all };
}
