import type { Hashes } from '../journal/applied.ts';
import { counted } from '../terminal/words.ts';
import { holds } from './answers.ts';
import { checklists } from './items.ts';
import type { Kind, Recorded } from './types.ts';

/** What is about to be done. */
export interface Wanted {
  readonly kind: Kind;
  /** The target's key. */
  readonly target: string;
  readonly commit: string | null;
  /** The migrations that would run. */
  readonly migrations: Hashes;
  readonly now: Date;
  /** What a person types to go through the checklist. */
  readonly command: string;
}

/**
 * Why the newest record of the checklist does not open the way, in sentences that end with what to type; null when it does:
 * right checklist, target and commit, every migration that would run, nothing open, not older than 24 hours. Pure.
 */
export function gateProblem(record: Recorded | null, wanted: Wanted): string | null {
  const why = record === null ? notYet(wanted) : unfit(record, wanted);
  return why === null ? null : `${why} A person goes through it with \`${wanted.command}\`.`;
}

function notYet({ kind }: Wanted): string {
  return `The checklist "${checklists[kind].title}" is required here, and nobody has gone through it.`;
}

function unfit(record: Recorded, wanted: Wanted): string | null {
  const { title, items } = checklists[wanted.kind];
  const is = (words: string) => `The checklist "${title}" of ${record.at} ${words}.`;
  if (record.checklist !== wanted.kind) return is(`is another one (${record.checklist})`);
  if (record.target !== wanted.target) return is(`is for ${record.target}, not for ${wanted.target}`);
  if (record.commit !== wanted.commit) return is(`is for ${named(record.commit)}, and this is ${named(wanted.commit)}`);
  const other = Object.entries(wanted.migrations).filter(([file, sha256]) => record.migrations[file] !== sha256);
  if (other.length > 0) return is(`does not cover ${other.map(([file]) => file).join(', ')}`);
  const open = items.filter(({ id, words }) => {
    const line = record.items.find((one) => one.id === id && one.words === words);
    return line?.state !== 'done';
  });
  if (open.length > 0) {
    const lines = open.map(({ words }) => `"${words}"`).join(', ');
    return is(`is not complete: ${counted(open.length, 'line')} (${lines}) not done`);
  }
  const times = [record.at, ...record.items.map(({ at }) => at)].map((at) => Date.parse(at));
  const age = wanted.now.getTime() - Math.min(...times);
  if (!(age <= holds)) return is('holds for 24 hours, and they are over');
  const ahead = Math.max(...times) - wanted.now.getTime();
  return ahead > 60_000 ? is('is in the future by this clock') : null;
}

function named(commit: string | null): string {
  return commit === null ? 'no commit' : `commit ${commit.slice(0, 7)}`;
}
