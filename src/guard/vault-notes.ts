import type { Metadata } from '../backup/types.ts';
import type { Push } from '../journal/pushes.ts';
import { counted } from '../terminal/words.ts';
import { setDigest } from '../vault/sets.ts';

/**
 * What `permahub status` says of the vault, by what the pushes wrote down: the vault itself is not asked. Production
 * backups that lie here in plain files and in no vault are counted, whatever the settings say. Pure.
 */
export function vaultNotes(of: {
  readonly backups: readonly Pick<Metadata, 'backup' | 'parts' | 'target'>[];
  readonly pushes: readonly Push[];
  /** As the settings name it; null when there is no vault. */
  readonly repository: string | null;
}): string[] {
  const { backups, pushes, repository } = of;
  const last = new Map(pushes.map((push) => [`${push.repository}\n${push.set}`, push]));
  const arrived = new Set([...last.values()].filter(({ snapshot }) => snapshot !== null).map(({ set }) => set));
  const plain = backups.filter((each) => each.target.environment === 'production' && !arrived.has(setDigest(each)));
  const lacking =
    repository === null
      ? []
      : backups.filter((each) => (last.get(`${repository}\n${setDigest(each)}`)?.snapshot ?? null) === null);
  const problem = lacking.map((each) => last.get(`${repository}\n${setDigest(each)}`)?.problem).find((said) => said);
  return [
    ...(lacking.length === 0
      ? []
      : [`not in the vault: ${named(lacking)}${problem ? `; the last try: ${problem}` : ''}`]),
    ...(plain.length === 0
      ? []
      : [
          `${counted(plain.length, 'production backup')} ${lie(plain.length)} unencrypted on this machine and in no vault`,
        ]),
  ];
}

const shown = 3;

function named(backups: readonly { readonly backup: string }[]): string {
  const names = backups.slice(0, shown).map(({ backup }) => backup);
  return `${names.join(', ')}${backups.length > shown ? ` and ${backups.length - shown} more` : ''}`;
}

function lie(number: number): string {
  return number === 1 ? 'lies' : 'lie';
}
