import { setTimeout as pause } from 'node:timers/promises';
import { withProgress } from '../../../src/terminal/progress.ts';

// One short step, one of two seconds that reports, one that fails after a while when asked to.
await withProgress('Short step', () => pause(50));
const made = await withProgress('Back up local', async (report) => {
  for (let done = 1; done <= 8; done++) {
    await pause(200);
    report({ done, total: 8, unit: 'tables', bytes: done * 1_000_000 });
  }
  return 'made';
});
console.log(`OUT ${made}`);
try {
  if (process.env.FAIL) {
    await withProgress('Prove it', async () => {
      await pause(1200);
      throw new Error('broken');
    });
  }
} catch (error) {
  console.log(`OUT ${(error as Error).message}`);
}
