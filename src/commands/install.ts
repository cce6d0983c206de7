import { dirname, join } from 'node:path';
import { Failure } from '../failures.ts';
import { apply } from '../routes/install/apply.ts';
import { accountOf, readMachine, readProject } from '../routes/install/facts.ts';
import { managerNote } from '../routes/install/managers.ts';
import { besideCommand, projectOfPackage } from '../routes/install/own-package.ts';
import { changes, joined, planMachine, planProject } from '../routes/install/plan.ts';
import { type Snippet, snippet } from '../routes/install/snippets.ts';
import type { Plan, Shell } from '../routes/install/types.ts';
import { setUpLines } from '../routes/install/words.ts';
import { printLines } from '../terminal/style.ts';
import { thisPlace } from './place.ts';
import { printJson } from './print-json.ts';
import { around, assertPosix, setUpJson, shownFrom } from './set-up.ts';

interface Options {
  readonly machine: boolean;
  readonly project: boolean;
  readonly shells: readonly Shell[] | null;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * `permahub install`: puts the guard in front of `supabase` for this account and in the project of this folder; each alone
 * by --machine and --project. A second time it changes nothing. Failures: set-up-nowhere (69), set-up-not-written (74).
 */
export async function install(options: Options): Promise<number> {
  assertPosix('Nothing was changed');
  const account = accountOf(process.env);
  const shim = thisPlace().self[0] as string;
  const both = options.machine === options.project;
  const notes: string[] = [];
  const plans: Plan[] = [];
  const owner = projectOfPackage(shim);
  if (options.machine && owner !== null) throw ofProject(owner);
  if (both && owner !== null) notes.push(`this account is left as it is: ${inProject(owner)}. ${forEverybody}`);
  if ((both || options.machine) && owner === null) {
    const { facts, left } = readMachine(account, options.shells ?? 'here');
    plans.push(planMachine(facts, { supabase: shim, permahub: join(dirname(shim), 'permahub') }), { steps: [], left });
    if (facts.rcFiles.length === 0) notes.push('no shell has a set-up here: name one with --shell bash');
  }
  const project = both || options.project ? readProject(process.cwd()) : null;
  if (options.project && !options.machine && project === null) throw noProject();
  if (project !== null) {
    const beside = besideCommand(project.command.path);
    const plan = planProject(project, beside === null ? { path: shim } : { beside });
    plans.push(plan);
    if (plan.steps.length > 0 && beside === null)
      notes.push('`npm install --save-dev permahub` gives it to colleagues and CI as well');
    const more = managerNote(project.manager);
    if (plan.steps.length > 0 && more !== null) notes.push(more);
  }
  const plan = joined(plans);
  const todo = changes(plan);
  if (!options.dryRun) apply(todo);
  if (isScript(process.env) && !options.json) {
    // Every install of a package comes here: only what is new is worth lines.
    const lines = {
      plan: { ...plan, steps: todo },
      dryRun: options.dryRun,
      whole: options.dryRun,
      around: [],
      notes: [],
    };
    if (todo.length + plan.left.length > 0)
      printLines(setUpLines({ ...lines, headline: againWords(todo.length), shown: shownFrom(account.home) }));
    return 0;
  }
  const found = await around(process.cwd());
  if (options.json) printJson({ ...setUpJson(plan, options.dryRun), around: found, notes });
  else
    printLines(
      setUpLines({
        ...{
          plan,
          dryRun: options.dryRun,
          whole: options.dryRun,
          around: found,
          notes,
          shown: shownFrom(account.home),
        },
        headline: headline(plan, todo.length, options.dryRun),
      }),
    );
  return 0;
}

/** `permahub install --print NAME`: what somebody puts into a file of their own. */
export function printSnippet(name: Snippet): number {
  const { folder, home } = name === 'windows' ? { folder: '', home: '' } : accountOf(process.env);
  const shims = dirname(thisPlace().self[0] as string);
  process.stdout.write(snippet(name, { folder, home, shims }));
  return 0;
}

function headline({ steps, left }: Plan, todo: number, dryRun: boolean): string {
  if (steps.length + left.length === 0) return 'there is nothing to set up here.';
  if (dryRun) return todo === 0 ? 'nothing would change.' : 'nothing was written. This is what would be:';
  if (left.length > 0) return 'set up, but for what is left below. See what is open: permahub doctor';
  if (todo === 0) return 'everything was set up already; nothing was changed.';
  return 'set up. Open a new terminal, then prove it: permahub doctor';
}

/** Whether a package manager runs this as a script of package.json. */
function isScript(env: NodeJS.ProcessEnv): boolean {
  return env.npm_lifecycle_event !== undefined && env.npm_lifecycle_event !== 'npx';
}

function againWords(changed: number): string {
  return changed > 0 ? 'the guard is back in front of supabase here.' : 'not everything could be set up:';
}

const forEverybody = 'For every project: npm install --global permahub && permahub install';
const inProject = (folder: string) => `this permahub belongs to ${folder}`;

function ofProject(folder: string): Failure {
  return new Failure('set-up-nowhere', {
    what: 'This account was left as it is',
    problem: `${inProject(folder)}, and would be gone with it`,
    hint: forEverybody,
  });
}

function noProject(): Failure {
  return new Failure('set-up-nowhere', {
    what: 'There is no project here',
    problem: `no package.json in ${process.cwd()} or above it`,
    hint: 'Start it in the project, or leave --project out.',
  });
}
