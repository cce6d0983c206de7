import { openJournal } from '../../../src/journal/journal.ts';
import { approvalFor } from '../approval.ts';

// One of several writers at once: argv is the directory, a name, and how many runs (two entries each).
const [directory, name, runs] = process.argv.slice(2) as [string, string, string];
const journal = openJournal(directory);
for (let i = 0; i < Number(runs); i++) {
  const run = `${name}-${i}`;
  const intent = await journal.intent(approvalFor(`reason of ${run}`), {
    run,
    command: 'db reset',
    commit: null,
    facts: {},
  });
  await journal.outcome(intent, { status: 0 });
}
