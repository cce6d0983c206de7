import { answerTo, say } from './ask.ts';
import { openDevice } from './device.ts';

/** One line to be answered in words. */
export interface Question {
  readonly message: string;
  /** What is wrong with an answer, in a sentence; null when it can be kept. */
  readonly fault: (typed: string) => string | null;
}

const tries = 3;

/**
 * Asks one by one on the terminal device; "" for what was left empty or was no answer three times. Failures: 'not-approved'
 * (77) when the input ends or the question is cancelled, 'interrupted' (130) on Ctrl-C.
 */
export async function askLines(of: {
  readonly questions: readonly Question[];
  /** The terminal device, /dev/tty. */
  readonly tty: string;
  readonly signal: AbortSignal;
}): Promise<string[]> {
  const device = openDevice(of.tty);
  try {
    const typed: string[] = [];
    for (const { message, fault } of of.questions) {
      let answer = '';
      for (let left = tries; left > 0; left--) {
        answer = await answerTo(device, message, of.signal);
        const why = fault(answer);
        if (why === null) break;
        say(device, why);
        answer = '';
      }
      typed.push(answer);
    }
    return typed;
  } finally {
    device.close();
  }
}
