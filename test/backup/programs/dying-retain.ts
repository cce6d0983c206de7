import { readFileSync } from 'node:fs';
import { retain } from '../../../src/backup/retain.ts';
import type { Fate } from '../../../src/backup/retain-plan.ts';

// Carries out one fate for the oldest set of argv[2]'s folders and kills itself with SIGKILL at that step (counted from 1).
const { directory, archive, fate, dieAt } = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));
let step = 0;
await retain(
  { directory, archive },
  ({ sets }) => sets.slice(-1).map((set) => ({ set, fate: fate as Fate, why: 'a test' })),
  () => {
    if (++step === dieAt) process.kill(process.pid, 'SIGKILL');
  },
);
