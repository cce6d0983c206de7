import { verifyJournal } from '../journal/verify.ts';
import { printLines } from '../terminal/style.ts';
import { counted } from '../terminal/words.ts';
import { printJson } from './print-json.ts';
import { openProject } from './project.ts';

/** `permahub journal verify`: 0 when nothing was edited, deleted, inserted or swapped, else 1 with every problem named. */
export async function journalVerify(options: { readonly json: boolean }): Promise<number> {
  const { settings } = await openProject();
  const { directory } = settings.backups;
  const result = await verifyJournal(directory);
  if (options.json) printJson({ schema: 1, directory, ...result });
  else {
    const open = result.openIntents.map(({ at, run }) => ({
      text: `  ${run} of ${at} was approved and has no outcome: it is still running, or it died.`,
      tone: 'danger' as const,
    }));
    // Each names its entry.
    const problems = result.problems.map(({ message }) => ({ text: `  ${message}`, tone: 'danger' as const }));
    const words = result.ok ? 'unbroken' : `${counted(result.problems.length, 'problem')} found`;
    printLines([
      {
        text: `permahub: the journal in ${directory}: ${counted(result.entries, 'entry', 'entries')}, ${words}.`,
        tone: result.ok ? 'good' : 'danger',
      },
      ...problems,
      ...open,
    ]);
  }
  return result.ok ? 0 : 1;
}
