import type { ProofRecord } from '../backup/types.ts';
import { oneLine } from '../terminal/clean.ts';
import type { Line } from '../terminal/style.ts';
import { age, bytes, counted } from '../terminal/words.ts';
import type { Proof } from '../verification/types.ts';

/** What the backup is and what was proven of it: only what the proof says, at `now` (milliseconds since 1970). */
export function proofWords(proof: Proof, now: number): Line[] {
  if (proof.kind === 'nothing-to-back-up')
    return [danger('NONE: there was nothing to back up.'), danger(sentence(proof.reason))];
  if (proof.kind === 'salvaged')
    return [
      danger('SALVAGED, NOT VERIFIED: nobody knows whether it can be restored.'),
      danger(sentence(proof.reason)),
      ...proof.files.map((file) => plain(oneLine(file))),
    ];
  const { metadata } = proof.backup;
  const size = Object.values(metadata.parts).reduce((sum, part) => sum + part.bytes, 0);
  const since = (at: string) => age((now - Date.parse(at)) / 1000);
  return [
    plain(`${oneLine(metadata.backup)} (${bytes(size)}, made ${since(metadata.finishedAt)})`),
    ...(proof.reused
      ? [
          good('The database is still exactly this, measured just now.'),
          good(`Proven ${since(proof.record.at)}: ${restored(proof.record)}`),
        ]
      : [good(sentence(proof.pending?.length ? counts(proof.record) : restored(proof.record)))]),
    ...(proof.pending?.length ? [plain(stillToProve(proof.pending))] : []),
    ...proof.record.unverified.map((what) => danger(`NOT VERIFIED: ${sentence(what)}`)),
  ];
}

/** The question may come before the last file is proven; the action may not. */
function stillToProve(pending: readonly string[]): string {
  return `Still being proven while you read: ${pending.map(oneLine).join('; ')}. Nothing runs before that is done.`;
}

/** The question comes once the counts agree: no more is claimed there. */
function counts({ scratch, tables, rows }: ProofRecord): string {
  return `restored into ${oneLine(scratch)}: each of ${counted(tables, 'table')} holds as many rows there as in the database, ${counted(rows, 'row')} in all.`;
}

function restored({ scratch, tables, rows, sequences, largeObjects }: ProofRecord): string {
  const parts = [counted(tables, 'table'), counted(rows, 'row')];
  if (sequences > 0) parts.push(counted(sequences, 'sequence'));
  if (largeObjects > 0) parts.push(counted(largeObjects, 'large object'));
  return `restored into ${oneLine(scratch)} and compared with the database: ${parts.join(', ')} equal.`;
}

/** First letter large, one full stop at the end. */
function sentence(text: string): string {
  const clean = oneLine(text);
  return `${clean.charAt(0).toUpperCase()}${clean.slice(1)}${/[.!?]$/.test(clean) ? '' : '.'}`;
}

function plain(text: string): Line {
  return { text, tone: 'plain' };
}
function good(text: string): Line {
  return { text, tone: 'good' };
}
function danger(text: string): Line {
  return { text, tone: 'danger' };
}
