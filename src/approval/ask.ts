import prompts from 'prompts';
import { Failure } from '../failures.ts';
import type { Impact } from '../rehearsal/types.ts';
import { oneLine } from '../terminal/clean.ts';
import { type Line, painted, wantsColour } from '../terminal/style.ts';
import type { AlsoLost, Proof } from '../verification/types.ts';
import { type Device, discardTyped, keysOf, openDevice, withColour } from './device.ts';
import { confirmationQuestion, reasonQuestion } from './question.ts';
import { reasonFault } from './reason.ts';
import type { Approval } from './types.ts';

export interface Asked {
  /** From `buildScreen`. */
  readonly screen: readonly Line[];
  readonly needs: { readonly reason: boolean; readonly confirmation: boolean };
  /** From `confirmationText`; what has to be typed. */
  readonly confirmText: string;
  /** The reason where none is asked for: what the person said before, or "no question needed: …". */
  readonly reasonOtherwise: string;
  /** Who is asked. */
  readonly by: string;
  readonly proof: Proof;
  readonly impact: Impact;
  /** What goes beside the target. */
  readonly others?: readonly AlsoLost[];
  /** The terminal device, /dev/tty. */
  readonly tty: string;
  /** Ends the question when the guard itself is told to end (SIGTERM); its reason is thrown. */
  readonly signal?: AbortSignal;
}

const tries = 3;

/**
 * Shows the screen on the terminal device, asks what is needed there and makes the Approval: the only place that can.
 * Failure 'not-approved' (77) when the answer is empty or wrong three times, or the input ends; 'interrupted' (130) on Ctrl-C.
 * The terminal is left as it was found. Without a question nothing is opened and nothing shown.
 */
export async function ask(asked: Asked): Promise<Approval> {
  const { needs, reasonOtherwise } = asked;
  if (!needs.reason && !needs.confirmation) return approval(asked, oneLine(reasonOtherwise));
  const device = openDevice(asked.tty);
  try {
    device.output.write(painted(asked.screen, wantsColour(true, process.env)));
    const reason = needs.reason ? await askReason(device, asked.signal) : oneLine(reasonOtherwise);
    if (needs.confirmation) await askConfirmation(device, asked.confirmText, asked.signal);
    return approval(asked, reason);
  } finally {
    device.close();
  }
}

/**
 * Shows the screen and asks for the typed confirmation alone: of whoever puts their name to something. Failures as of `ask`.
 */
export async function confirm(of: Pick<Asked, 'screen' | 'confirmText' | 'tty'>): Promise<void> {
  const device = openDevice(of.tty);
  try {
    device.output.write(painted(of.screen, wantsColour(true, process.env)));
    await askConfirmation(device, of.confirmText, undefined);
  } finally {
    device.close();
  }
}

async function askReason(device: Device, signal: AbortSignal | undefined): Promise<string> {
  for (let left = tries - 1; ; left--) {
    const reason = oneLine(await answerTo(device, reasonQuestion, signal));
    const fault = reasonFault(reason);
    if (fault === null) return reason;
    if (reason === '') throw new Failure('not-approved', { why: 'the reason was left empty' });
    if (left === 0) throw new Failure('not-approved', { why: `no usable reason was given in ${tries} tries` });
    say(device, fault);
  }
}

async function askConfirmation(device: Device, text: string, signal: AbortSignal | undefined): Promise<void> {
  for (let left = tries - 1; ; left--) {
    const typed = (await answerTo(device, confirmationQuestion(text), signal)).trim();
    if (typed === text) return;
    if (typed === '') throw new Failure('not-approved', { why: 'the confirmation was left empty' });
    if (left === 0) throw new Failure('not-approved', { why: `the confirmation was wrong ${tries} times` });
    say(device, `That is not it. ${left === 1 ? '1 try' : `${left} tries`} left.`);
  }
}

/** Below the answer: prompts puts a tick before every submitted line, right or wrong. */
export function say(device: Device, text: string): void {
  device.output.write(painted([{ text: `  ✖ ${text}`, tone: 'danger' }], wantsColour(true, process.env)));
}

/** One answer, typed after the question stood there. */
export async function answerTo(device: Device, message: string, signal: AbortSignal | undefined): Promise<string> {
  const before = await discardTyped(device);
  if (before === 'Ctrl-C') throw new Failure('interrupted', { signal: 'Ctrl-C' });
  if (before === 'never quiet') throw new Failure('not-approved', { why: 'keys kept arriving before the question' });
  signal?.throwIfAborted();
  let interrupted = false;
  const watch = (_: unknown, key: { ctrl?: boolean; name?: string } | undefined) => {
    interrupted ||= key?.ctrl === true && key.name === 'c';
  };
  const keys = keysOf(device);
  keys.stream.on('keypress', watch);
  try {
    const answered = prompts({
      type: 'text',
      name: 'answer',
      message,
      stdin: keys.stream,
      stdout: withColour(device.output, wantsColour(true, process.env)),
    }).then(({ answer }: { answer?: string }) => (answer === undefined ? { cancelled: true as const } : { answer }));
    const ended = [device.lost.then((why) => ({ why })), keys.flood.then((why) => ({ why })), aborted(signal)];
    const result = await Promise.race([answered, ...ended]);
    if (interrupted) throw new Failure('interrupted', { signal: 'Ctrl-C' });
    if ('why' in result) throw new Failure('not-approved', { why: result.why });
    if ('cancelled' in result) throw new Failure('not-approved', { why: 'the question was cancelled' });
    return result.answer;
  } finally {
    keys.stop();
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

function approval({ by, proof, impact, others = [] }: Asked, reason: string): Approval {
  return {
    reason,
    by,
    at: new Date().toISOString(),
    proof,
    impact,
    others,
    signatures: [],
    request: null,
  } as unknown as Approval;
}
