import { oneLine } from './clean.ts';
import type { Line } from './style.ts';
import { indented } from './wrap.ts';

/** What went with the volumes of local stacks, as it was measured. */
export interface Removed {
  /** Names of volumes. */
  readonly gone: readonly string[];
  readonly left: readonly string[];
  /** Databases that went beside the target, each with the way to put it back. */
  readonly others: readonly { readonly label: string; readonly back: string | null }[];
  /** Why it could not be measured; null when it was. */
  readonly why: string | null;
}

/** Whether it was measured that every volume is still there. */
export function nothingWent({ gone, left, why }: Removed): boolean {
  return why === null && left.length > 0 && gone.length === 0;
}

/** The lines of it, for the screen afterwards. */
export function removedLines({ gone, left, others, why }: Removed): Line[] {
  const said = (text: string, tone: Line['tone'] = 'plain') =>
    indented(oneLine(text), 2).map((each) => ({ text: each, tone }));
  return [
    ...(why === null ? [] : said(`What is gone could not be measured: ${why}`, 'danger')),
    ...(gone.length > 0 ? said(`Volumes gone, measured: ${gone.join(', ')}`) : []),
    ...(left.length > 0 ? said(`Volumes still there: ${left.join(', ')}`, 'danger') : []),
    ...others.flatMap(({ label, back }) =>
      said(back === null ? `${label}: there is no verified backup of it.` : `To put back ${label}: ${back}`),
    ),
  ];
}
