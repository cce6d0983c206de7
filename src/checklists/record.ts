import { canonical } from '../canonical.ts';
import { checklists } from './items.ts';
import type { Checked, Recorded } from './types.ts';

/** The record as it stands in its file. Pure. */
export function recordText(record: Recorded): string {
  return `${canonical(record)}\n`;
}

/** "reset_20251114T143022417Z.json". Pure. */
export function recordName({ checklist, at }: Pick<Recorded, 'checklist' | 'at'>): string {
  return `${checklist}_${at.replaceAll(/[-:.]/g, '')}.json`;
}

/** A record as `recordText` wrote it; null for anything else. Pure. */
export function parseRecord(text: string): Recorded | null {
  try {
    const record = JSON.parse(text) as Partial<Recorded>;
    return recordText(record as Recorded) === text && isRecord(record) ? record : null;
  } catch {
    return null; // Not JSON: no record, which is the answer asked for.
  }
}

function isRecord(record: Partial<Recorded>): record is Recorded {
  const { schema, checklist, target, at, by, migrations, items, commit } = record;
  return (
    schema === 1 &&
    typeof checklist === 'string' &&
    Object.hasOwn(checklists, checklist) &&
    [target, at, by].every((text) => typeof text === 'string') &&
    (commit === null || typeof commit === 'string') &&
    typeof migrations === 'object' &&
    Array.isArray(items) &&
    items.every(isChecked)
  );
}

function isChecked(item: Partial<Checked> | null): boolean {
  const texts = [item?.id, item?.words, item?.how, item?.at];
  return texts.every((text) => typeof text === 'string') && ['done', 'failed', 'open'].includes(item?.state ?? '');
}
