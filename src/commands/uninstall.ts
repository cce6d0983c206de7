import { existsSync } from 'node:fs';
import { confirm } from '../approval/ask.ts';
import { freshCode } from '../approval/code.ts';
import { readPresence } from '../approval/presence.ts';
import { Failure } from '../failures.ts';
import { terminalDevice } from '../guard/refuse.ts';
import { apply } from '../routes/install/apply.ts';
import { accountOf, readMachine, readProject } from '../routes/install/facts.ts';
import { changes, joined, planMachineBack, planProjectBack } from '../routes/install/plan.ts';
import type { Plan } from '../routes/install/types.ts';
import { setUpLines } from '../routes/install/words.ts';
import { printLines } from '../terminal/style.ts';
import { printJson } from './print-json.ts';
import { assertPosix, setUpJson, shownFrom } from './set-up.ts';

/**
 * `permahub uninstall`: takes back exactly what `permahub install` made, after a person at a terminal typed a fresh code: a
 * script or an agent cannot take the guard away. Failures: set-up-unasked, not-approved (77), set-up-not-written (74).
 */
export async function uninstall(options: {
  readonly machine: boolean;
  readonly project: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}): Promise<number> {
  assertPosix('Nothing was changed');
  const account = accountOf(process.env);
  const both = options.machine === options.project;
  const plans: Plan[] = [];
  if (both || options.machine) {
    const { facts, left } = readMachine(account, null);
    plans.push(planMachineBack(facts), { steps: [], left });
  }
  const project = both || options.project ? readProject(process.cwd()) : null;
  if (project !== null) plans.push(planProjectBack(project, existsSync));
  const all = joined(plans);
  const steps = changes(all);
  const plan: Plan = { steps, left: all.left };
  const screen = (dryRun: boolean, whole: boolean, headline: string) =>
    setUpLines({ plan, dryRun, whole, headline, around: [], notes: [], shown: shownFrom(account.home) });
  if (!options.dryRun && steps.length > 0) {
    assertPerson();
    const shown = screen(true, false, 'this takes the guard away:');
    await confirm({ screen: shown, confirmText: freshCode(), tty: terminalDevice });
    apply(steps);
  }
  if (options.json) printJson(setUpJson(plan, options.dryRun));
  else printLines(screen(options.dryRun, options.dryRun, headline(steps.length, options.dryRun)));
  return 0;
}

function headline(todo: number, dryRun: boolean): string {
  if (todo === 0) return 'nothing of `permahub install` is here.';
  if (dryRun) return 'nothing was changed. This is what would be:';
  return 'taken back. Terminals that are open keep it until they are closed.';
}

function assertPerson(): void {
  const presence = readPresence({ env: process.env, devTty: terminalDevice, devin: '/opt/.devin' });
  if (presence.canAsk) return;
  const why = presence.why === 'no terminal' ? 'there is none here' : `this is ${presence.why.replace(/^CI/, 'a CI')}`;
  throw new Failure('set-up-unasked', { why });
}
