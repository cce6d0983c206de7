import { relative } from 'node:path';
import { appendIncident } from '../backup/log.ts';
import { targetTemplate } from '../duties/target-argument.ts';
import { Failure } from '../failures.ts';
import { openIncident, writeIncident } from '../guard/incident-files.ts';
import { personAt } from '../guard/look.ts';
import { presenceOf } from '../guard/refuse.ts';
import { appendMigrationIncident } from '../journal/migration-failures.ts';
import { type Incident, nextStep } from '../recovery/incident.ts';
import { type IncidentKind, runbooks } from '../recovery/runbooks.ts';
import { printLines } from '../terminal/style.ts';
import { when } from '../terminal/when.ts';
import { acts, yes } from './emergency-steps.ts';
import { incidentLines, runbookLines, stepLines } from './emergency-words.ts';
import { assertPresent } from './opened-request.ts';
import { thisPlace } from './place.ts';
import { openProject, type Project } from './project.ts';
import { namedTarget, targetFlags } from './target.ts';

/**
 * `permahub emergency corruption|deletion|migration`: the written runbook, each step done by the verb for it or asked of a
 * person, and recorded when it is done: a second start goes on at the first that is not. Without a terminal the steps are
 * printed, and the status is 77.
 */
export async function emergency(options: {
  readonly kind: string;
  readonly target: string | null;
  /** Verbs of ours that there are. */
  readonly verbs: readonly string[];
}): Promise<number> {
  const kind = known(options.kind);
  const project = await openProject(targetFlags(options.target));
  const target = namedTarget(project);
  const { settings, git } = project;
  const { directory } = settings.backups;
  // As typed it may hold a password.
  const reached = options.target === null ? null : targetTemplate(target);
  const about = { kind, label: target.label, argument: reached, settings, directory: shown(directory) };
  if (!presenceOf({ place: thisPlace() }).canAsk) {
    printLines(runbookLines({ ...about, done: [] }));
    assertPresent(
      'be led through these steps',
      `A person runs this in a terminal: permahub emergency ${kind}${to(reached)}`,
    );
  }
  const by = personAt(git, process.env);
  const left = openIncident(directory, kind, target.key);
  printLines(runbookLines({ ...about, done: left?.done ?? [] }));
  const goesOn =
    left !== null && (await yes(`Begun ${when(new Date(left.at), new Date())} by ${left.by}. Go on with it?`));
  if (left !== null && !goesOn) await close(project, left);
  let incident: Incident =
    goesOn && left !== null
      ? left
      : {
          ...{ schema: 1, kind, target: target.key, label: target.label, at: new Date().toISOString(), by },
          ...{ done: [], chosen: null, endedAt: null },
        };
  await writeIncident(directory, incident);
  for (let step = nextStep(incident); step !== null; step = nextStep(incident)) {
    printLines(stepLines(kind, step));
    const { verbs, target: argument } = options;
    const { how, chosen } = await acts[step.act]({ project, target, argument, incident, verbs }, step);
    const done = { id: step.id, at: new Date().toISOString(), by, how };
    incident = { ...incident, done: [...incident.done, done], chosen: chosen ?? incident.chosen };
    await writeIncident(directory, incident);
  }
  const file = await close(project, incident);
  printLines([
    { text: '', tone: 'plain' },
    ...runbookLines({ ...about, done: incident.done }),
    { text: `permahub: the incident is written down in ${shown(file)} and backup_log.md.`, tone: 'good' },
  ]);
  return 0;
}

/** Ends it, whatever is done of it, and writes it into the logs for people. */
async function close({ settings, git, surroundings }: Project, open: Incident): Promise<string> {
  const now = new Date();
  const { directory } = settings.backups;
  const incident = { ...open, endedAt: now.toISOString() };
  const lines = incidentLines(incident, git.commit);
  const { title } = runbooks[incident.kind];
  await appendIncident(directory, { at: now, title: `Incident: ${title}`, lines });
  if (incident.kind === 'migration' && surroundings.projectFolder !== null)
    appendMigrationIncident(surroundings.projectFolder, [['Incident', title], ...lines]);
  return writeIncident(directory, incident);
}

function known(kind: string): IncidentKind {
  if (Object.hasOwn(runbooks, kind)) return kind as IncidentKind;
  const problem = `"${kind}" is no emergency: ${Object.keys(runbooks).join(', ')}`;
  throw new Failure('usage', { problem, verb: 'emergency' });
}

const to = (target: string | null) => (target === null ? '' : ` --target ${target}`);
const shown = (path: string) => (relative(process.cwd(), path).startsWith('..') ? path : relative(process.cwd(), path));
