import { createHash } from 'node:crypto';
import { noPrevious, parseHead, parseLine } from './entry.ts';
import { openIntents } from './open-intents.ts';
import { compareHead } from './tail.ts';
import type { ChainLine, Head, JournalProblem, OpenIntent } from './types.ts';

export interface Checked {
  readonly lines: readonly ChainLine[];
  readonly problems: readonly JournalProblem[];
  readonly openIntents: readonly OpenIntent[];
  readonly head: Head | null;
}

/** Judges the three files of a journal, byte for byte: every edit, deletion, insertion, swap or cut is a problem. */
export function checkJournal(files: {
  readonly chain: Uint8Array;
  readonly text: Uint8Array;
  /** null when there is no reset_log.head. */
  readonly head: Uint8Array | null;
}): Checked {
  const problems: JournalProblem[] = [];
  const lines = checkChain(Buffer.from(files.chain), problems);
  const head = files.head === null ? null : parseHead(files.head);
  const last = lines.at(-1) ?? null;
  if (files.head !== null && head === null) problems.push({ seq: null, message: 'reset_log.head was changed.' });
  else {
    const standing = compareHead(last, head);
    if (typeof standing === 'object') problems.push({ seq: null, message: `${upper(standing.problem)}.` });
  }
  checkText(Buffer.from(files.text), lines, problems);
  return { lines, problems, openIntents: openIntents(lines), head: last && { seq: last.seq, hash: last.hash } };
}

function checkChain(chain: Buffer, problems: JournalProblem[]): ChainLine[] {
  const lines: ChainLine[] = [];
  let before: { readonly line: ChainLine | null } = { line: null };
  let number = 0;
  let from = 0;
  for (let end = chain.indexOf(10); end >= 0; end = chain.indexOf(10, from)) {
    number++;
    const line = parseLine(chain.subarray(from, end));
    from = end + 1;
    if (line === null) problems.push({ seq: number, message: `Entry ${number} of reset_log.chain was changed.` });
    else {
      const isAfterBroken = number > 1 && before.line === null;
      const previous = before.line?.hash ?? noPrevious;
      if (line.seq !== number || (!isAfterBroken && line.previous !== previous))
        problems.push({
          seq: number,
          message: `Line ${number} of reset_log.chain does not follow the one before: something was taken out, put in or swapped.`,
        });
      lines.push(line);
    }
    before = { line };
  }
  if (from < chain.length)
    problems.push({
      seq: null,
      message: `reset_log.chain ends in ${chain.length - from} bytes that are no whole entry: a write that was cut off, or something put in.`,
    });
  return lines;
}

function checkText(text: Buffer, lines: readonly ChainLine[], problems: JournalProblem[]): void {
  let at = 0;
  const first = lines.find(({ seq }) => seq === 1);
  const kept = first?.facts.textBefore as { bytes: number; sha256: string } | undefined;
  if (kept) {
    at = kept.bytes;
    if (createHash('sha256').update(text.subarray(0, at)).digest('hex') !== kept.sha256)
      problems.push({ seq: null, message: 'reset_log.txt was changed before its first entry.' });
  }
  // A log kept by hand and never yet continued by the guard has nothing to be compared with.
  if (lines.length === 0) return;
  for (const { seq, text: wanted, textAt } of lines) {
    if (textAt > at)
      problems.push({
        seq,
        message: `reset_log.txt holds ${textAt - at} bytes before entry ${seq} that no entry accounts for.`,
      });
    const bytes = Buffer.from(wanted);
    if (!text.subarray(textAt, textAt + bytes.length).equals(bytes)) {
      problems.push({ seq, message: `reset_log.txt differs from reset_log.chain at entry ${seq}.` });
      return;
    }
    at = textAt + bytes.length;
  }
  if (text.length > at)
    problems.push({
      seq: null,
      message: `reset_log.txt ends in ${text.length - at} bytes that no entry accounts for.`,
    });
}

function upper(text: string): string {
  return text.startsWith('reset_log') ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
