import { oneLine } from '../terminal/clean.ts';
import { line, section } from '../terminal/section.ts';
import type { Line } from '../terminal/style.ts';
import { count, counted, duration } from '../terminal/words.ts';
import { indented } from '../terminal/wrap.ts';
import { impactWords } from './impact-words.ts';
import type { Request, Signatures } from './request-types.ts';
import { isSalvageFinding } from './salvage-finding.ts';

const shownFindings = 10;

/** Everything a person must see before they sign a request. No secret is in it: a request holds none. Pure. */
export function requestScreen(of: {
  readonly request: Request;
  readonly signatures: Signatures;
  /** As shown, without secrets. */
  readonly command: string;
  /** Who is about to sign. */
  readonly by: string;
  readonly notes: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}): Line[] {
  const { request, signatures, now } = of;
  const { target, backup } = request;
  const loud = target.environment === 'production' ? 'danger' : 'title';
  const left = (Date.parse(request.expiresAt) - now) / 1000;
  return [
    line('-'.repeat(80), 'faint'),
    ...indented(oneLine(of.command), 2).map((text) => line(text, 'title')),
    line('  You are asked to sign this. Nothing runs now; it runs when enough have signed.'),
    line(''),
    ...section('Target', [
      line(`${target.environment.toUpperCase()}  ${oneLine(target.label)}`, loud),
      ...(target.address === null || target.address === target.label ? [] : [line(oneLine(target.address))]),
    ]),
    ...section('Reason', [line(oneLine(request.reason))]),
    ...section('Asked by', [
      line(`${oneLine(request.requester)}, ${duration((now - Date.parse(request.createdAt)) / 1000)} ago`),
    ]),
    ...section('Good for', [
      line(
        left > 0 ? duration(left) : request.emergency ? 'it was an emergency: whenever you sign' : 'EXPIRED',
        left > 0 ? 'plain' : 'danger',
      ),
    ]),
    ...section('Found', findings(request.findings)),
    ...section('Backup', [
      backup === null
        ? noBackup(request.findings)
        : line(`${oneLine(backup.name)}, restored and compared where the request was made`),
    ]),
    ...section('Rehearsal', impactWords(request.impact)),
    ...section('Files', [
      line(`${counted(Object.keys(request.files).length, 'file')}, the same here as in the request`, 'good'),
    ]),
    ...section('Commit', [line(request.commit ?? 'none')]),
    ...section('Signed', signedWords(signatures)),
    ...section(
      'Note',
      of.notes.map((note) => line(oneLine(note), 'danger')),
    ),
    ...section('You', [line(oneLine(of.by))]),
    line('-'.repeat(80), 'faint'),
  ];
}

/** Who has signed so far, and what does not count. */
export function signedWords({ valid, rejected, denied }: Signatures): Line[] {
  return [
    ...(denied === null ? [] : [line(`DENIED: ${oneLine(denied)}`, 'danger')]),
    ...(valid.length === 0 ? [line('by nobody yet')] : []),
    ...valid.map(({ by, fingerprint, touched }) =>
      line(`by ${oneLine(by)}, ${fingerprint}${touched ? ', touched' : ''}`, 'good'),
    ),
    ...rejected.map(({ file, why }) => line(`${oneLine(file)} does not count: ${oneLine(why)}`, 'danger')),
  ];
}

function noBackup(found: readonly string[]): Line {
  return found.some(isSalvageFinding)
    ? line('SALVAGED, NOT VERIFIED: see what was found.', 'danger')
    : line('none: there was nothing to back up');
}

function findings(found: readonly string[]): Line[] {
  const lines = found.slice(0, shownFindings).map((each) => line(oneLine(each)));
  const rest = found.length - lines.length;
  return rest > 0 ? [...lines, line(`and ${count(rest)} more`)] : lines;
}
