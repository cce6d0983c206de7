import type { Retained } from '../backup/retain.ts';
import type { Planned } from '../backup/retain-plan.ts';
import { applyRetention, retentionPlan } from '../guard/retention.ts';
import type { Settings } from '../policy/types.ts';
import { withProgress } from '../terminal/progress.ts';
import { printLines } from '../terminal/style.ts';
import { blocksOrTable } from '../terminal/table.ts';
import { age, counted } from '../terminal/words.ts';
import { sayNoBackups } from './no-backups.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';

const verbs = { keep: 'keep', archive: 'ARCHIVE', remove: 'REMOVE' } as const;

/** `permahub retain`: shows what retention keeps, archives and removes, and why; does it only with --apply. 1 when something could not be done. */
export async function retain(options: { readonly apply: boolean; readonly json: boolean }): Promise<number> {
  const { settings } = await openProject();
  const { directory, archive } = settings.backups;
  const plan = await retentionPlan(settings);
  const done = options.apply ? await apply(settings) : null;
  const status = done && done.problems.length > 0 ? 1 : 0;
  if (options.json) {
    printJson({ schema: 1, directory, archive, applied: options.apply, sets: plan.map(row), done });
    return status;
  }
  if (plan.length === 0) sayNoBackups(directory);
  else process.stdout.write(table(plan, Date.now(), process.stdout.columns ?? 80));
  const number = (fate: Planned['fate']) => plan.filter((each) => each.fate === fate).length;
  const [old, gone] = [number('archive'), number('remove')];
  if (done) {
    const words = `${counted(done.archived.length, 'backup')} archived, ${counted(done.removed.length, 'backup')} removed.`;
    printLines([
      { text: `permahub: ${words}`, tone: status === 0 ? 'good' : 'danger' },
      ...done.problems.map((problem) => ({ text: `  ${problem}`, tone: 'danger' as const })),
    ]);
  } else if (old + gone > 0) {
    const parts = [
      ...(old > 0 ? [`archives ${counted(old, 'backup')}`] : []),
      ...(gone > 0 ? [`removes ${counted(gone, 'backup')}`] : []),
    ];
    const text = `permahub: nothing was done; \`permahub retain --apply\` ${parts.join(' and ')}.`;
    printLines([{ text, tone: 'title' }]);
  }
  return status;
}

/** A large set takes its time. */
function apply(settings: Settings): Promise<Retained> {
  return withProgress('Archiving and removing old backups', (report) =>
    applyRetention(settings, { onStep: (words) => report({ words }) }),
  );
}

function row({ set: { backup, metadata, archived }, fate, why }: Planned) {
  return {
    backup,
    target: metadata?.target.label ?? null,
    environment: metadata?.target.environment ?? null,
    startedAt: metadata?.startedAt ?? null,
    archived,
    what: fate,
    why,
  };
}

/** The plan as people read it. */
function table(plan: readonly Planned[], now: number, columns: number): string {
  const rows = plan.map(({ set: { backup, metadata }, fate, why }) => [
    backup,
    metadata ? age((now - Date.parse(metadata.startedAt)) / 1000) : 'unknown',
    metadata?.target.label ?? 'unknown',
    verbs[fate],
    why,
  ]);
  const block = ([backup = '', old = '', target = '', what = '', why = '']: readonly string[]) =>
    `${backup}\n  ${old}, ${target}\n  ${what}: ${why}\n`;
  return blocksOrTable(['backup', 'age', 'target', 'what', 'why'], rows, block, columns);
}
