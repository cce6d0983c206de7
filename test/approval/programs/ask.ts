import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '../../../src/approval/ask.ts';
import { freshCode } from '../../../src/approval/code.ts';
import { buildScreen, confirmationText } from '../../../src/approval/question.ts';
import { Failure } from '../../../src/failures.ts';
import { printFailure } from '../../../src/terminal/failure.ts';
import { local, now, reset, restored } from '../examples.ts';

// Asks as the guard does, after a while in which a person may type ahead. Prints what came of it on stdout.
const impact = { kind: 'not-rehearsed', reason: 'rehearsals come later' } as const;
console.error('BUSY');
const controller = new AbortController();
process.on('SIGTERM', () => controller.abort(new Failure('interrupted', { signal: 'SIGTERM' })));
await pause(Number(process.env.BUSY_MS ?? 0));
try {
  const approval = await ask({
    screen: buildScreen({
      command: 'supabase db reset',
      target: local,
      classification: reset,
      proof: restored,
      impact,
      by: 'Ada',
      notes: [],
      now,
    }),
    needs: { reason: process.env.NO_REASON === undefined, confirmation: true },
    confirmText: confirmationText(local, process.env.CODE ?? freshCode()),
    reasonOtherwise: 'said before',
    by: 'Ada',
    proof: restored,
    impact,
    tty: '/dev/tty',
    signal: controller.signal,
  });
  console.log(`APPROVED ${JSON.stringify({ reason: approval.reason, by: approval.by })}`);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  printFailure(error);
  process.exitCode = error.status;
}
