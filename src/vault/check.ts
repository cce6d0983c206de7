import * as z from 'zod';
import { Failure } from '../failures.ts';
import { oneLine, shortened } from '../terminal/clean.ts';
import type { Restic } from './restic.ts';
import { jsonOf, vaultSets } from './sets.ts';

/** What a check read and found. */
export interface Checked {
  readonly repository: string;
  /** The part of the data that was asked for: "10%", "1/5". */
  readonly asked: string;
  /** Files of the repository ("packs") whose content was read and hashed; null where restic did not get that far. */
  readonly packsRead: number | null;
  /** Damaged packs, each with the backups that have something in it. */
  readonly damaged: readonly { readonly pack: string; readonly backups: readonly string[] }[];
  /** What else restic said of it, in its words. */
  readonly problems: readonly string[];
}

const found = z.array(z.object({ snapshot: z.string().optional() }));

/**
 * Checks the structure of the whole vault and reads a part of its data. Damage is a result, not a failure. Failures:
 * vault-locked and the others of restic.
 */
export async function check(restic: Restic, asked: string): Promise<Checked> {
  const { repository } = restic;
  let printed = '';
  try {
    await restic.stream(['check', `--read-data-subset=${asked}`], { what: 'check the vault' }, (chunk) => {
      printed += chunk.toString('utf8');
    });
    return { repository, asked, packsRead: packsIn(printed), damaged: [], problems: [] };
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'vault-damaged')) throw error;
    const said = String(error.detail.all ?? error.detail.problem);
    const packs = [...new Set(said.match(/\b[0-9a-f]{64}\b/g) ?? [])];
    const damaged = [];
    for (const pack of packs) {
      const backups = await backupsIn(restic, pack);
      // restic names the content it found beside the name it should have: no snapshot knows that one.
      if (backups !== null) damaged.push({ pack, backups });
    }
    const problems = said.split('\n').map((line) => shortened(oneLine(line), 200));
    return {
      repository,
      asked,
      packsRead: packsIn(printed),
      damaged,
      problems: problems.filter((line) => line !== ''),
    };
  }
}

/** "[0:00] 100.00%  2 / 2 packs" is the last line of the reading. */
function packsIn(printed: string): number | null {
  const counts = [...printed.matchAll(/(\d+) \/ \d+ packs/g)];
  return counts.length === 0 ? null : Number(counts.at(-1)?.[1]);
}

/** The backups with something in a pack; null when no snapshot has. */
async function backupsIn(restic: Restic, pack: string): Promise<string[] | null> {
  const what = `find what is in ${pack}`;
  const printed = await restic.run(['find', '--json', '--pack', pack], { what }).catch((error: Error) => {
    if (/unable to find pack/.test(error.message)) return null;
    throw error;
  });
  if (printed === null) return null;
  const parsed = found.safeParse(jsonOf(printed));
  const ids = new Set((parsed.data ?? []).map(({ snapshot }) => snapshot));
  if (ids.size === 0) return null;
  const sets = await vaultSets(restic);
  return sets.filter(({ snapshot }) => ids.has(snapshot)).map(({ backup }) => backup);
}
