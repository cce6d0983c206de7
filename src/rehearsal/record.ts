import type { RehearsalRecord } from '../backup/types.ts';
import { lossOf } from './loss.ts';
import type { Rehearsed } from './types.ts';

/** What the metadata keeps of a rehearsal; `at` in UTC, ISO 8601. Pure. */
export function rehearsalRecord(
  impact: Rehearsed,
  of: Pick<RehearsalRecord, 'at' | 'command' | 'fingerprint'>,
): RehearsalRecord {
  const { scratch, seconds, status, failure, lacking } = impact;
  const { rowsGone, rowsChanged, valuesLost, tablesDropped, objectsLost } = lossOf(impact);
  const where = failure?.file ? `${failure.file}${failure.line === null ? '' : `:${failure.line}`}: ` : '';
  return {
    ...of,
    ...{ scratch, seconds, status, failure: failure && `${where}${failure.message}`, lacking },
    ...{ rowsGone, rowsChanged, valuesLost, tablesDropped, objectsLost },
  };
}
