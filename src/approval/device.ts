import { closeSync, constants, openSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { isatty, ReadStream, WriteStream } from 'node:tty';
import { Failure } from '../failures.ts';
import { knownKeys } from './known-keys.ts';

/** The terminal device, opened for questions. */
export interface Device {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Settles with words when the terminal goes away; never rejects. */
  readonly lost: Promise<string>;
  /** Raw mode off, both sides closed. */
  readonly close: () => void;
}

/**
 * The output as `prompts` takes it: it colours whatever NO_COLOR says (its kleur is older than that), so colours are
 * taken out here when they are not wanted.
 */
export function withColour(output: WriteStream, colour: boolean): Writable {
  if (colour) return output;
  const plain = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      output.write(String(chunk).replace(/\u001b\[[\d;]*m/g, ''));
      done();
    },
  });
  return Object.assign(plain, { columns: output.columns });
}

/** Silence, in milliseconds, after which the input counts as empty: longer than a held key's repeat (about 30 ms). */
const silence = 120;
const patience = 4000;

/** Opens the terminal device itself, whatever stdin and stdout are. Failure 'not-approved' when it does not open. */
export function openDevice(path: string): Device {
  const opened: number[] = [];
  endQuietly();
  try {
    const flags = constants.O_RDWR | constants.O_NOCTTY;
    opened.push(openSync(path, flags), openSync(path, flags));
    const input = new ReadStream(opened[0] as number);
    const output = new WriteStream(opened[1] as number);
    const lost = new Promise<string>((resolve) => {
      for (const stream of [input, output])
        stream.on('error', (error) => resolve(`the terminal failed (${error.message})`));
      for (const event of ['end', 'close']) input.once(event, () => resolve('the input ended'));
    });
    const close = () => {
      if (!input.destroyed) input.setRawMode(false);
      input.destroy();
      output.destroy();
    };
    return { input, output, lost, close };
  } catch (error) {
    for (const fd of opened) closeSync(fd);
    throw new Failure('not-approved', { why: `the terminal ${path} cannot be opened (${(error as Error).message})` });
  }
}

/** Node aborts at its end, with a core, where a terminal it began on was hung up meanwhile; a closed stream it leaves alone. */
function endQuietly(): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  process.once('exit', () => {
    for (const fd of terminals) if (!isatty(fd)) closeSync(fd);
  });
}

/**
 * Throws away what was typed before the question: reads in raw mode until nothing came for a moment. Leaves the stream
 * flowing, so that nothing can queue up between here and the question. Ctrl-C counts even now. Node has no tcflush.
 */
export function discardTyped({ input, lost }: Device): Promise<'quiet' | 'never quiet' | 'Ctrl-C' | 'lost'> {
  return new Promise((resolve) => {
    const done = (how: 'quiet' | 'never quiet' | 'Ctrl-C' | 'lost') => {
      clearTimeout(quiet);
      clearTimeout(enough);
      input.removeListener('data', typed);
      resolve(how);
    };
    const typed = (chunk: Buffer | string) => {
      if (chunk.includes('\u0003')) return done('Ctrl-C');
      quiet.refresh();
    };
    const quiet = setTimeout(() => done('quiet'), silence);
    const enough = setTimeout(() => done('never quiet'), patience);
    input.setRawMode(true);
    input.on('data', typed);
    // An earlier question left it paused.
    input.resume();
    void lost.then(() => done('lost'));
  });
}

/** Bytes of one answer; nobody types more. Every key draws the answer anew, so a flood would keep us busy for ever. */
const longestAnswer = 2048;

/** What is typed from here on, as a question reads it. */
export interface Keys {
  readonly stream: ReadStream;
  /** Settles with words when more comes than anybody answers with; never rejects. */
  readonly flood: Promise<string>;
  readonly stop: () => void;
}

/** The keys of one question; of a flood nothing is passed on. */
export function keysOf({ input }: Device): Keys {
  const setRawMode = (on: boolean) => input.setRawMode(on);
  const keys = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
  let bytes = 0;
  let stop: () => void = () => undefined;
  const flood = new Promise<string>((resolve) => {
    const typed = (chunk: Buffer | string) => {
      bytes += chunk.length;
      if (bytes <= longestAnswer) keys.write(knownKeys(String(chunk)));
      else resolve('far more was typed than an answer');
    };
    input.on('data', typed);
    stop = () => input.removeListener('data', typed);
  });
  return { stream: keys as unknown as ReadStream, flood, stop };
}
