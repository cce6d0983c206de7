import { Failure } from '../failures.ts';
import { seconds } from '../policy/settings-schema.ts';

/**
 * Milliseconds since 1970 of what was typed: "7d" is that long before `now`; "2025-11-14" is that day here, its first
 * moment or (`end`) its last; "2025-11-14T14:30" is that minute here. Failure: usage.
 */
export function momentOf(typed: string, flag: string, verb: string, now: number, end = false): number {
  const ago = seconds(typed);
  if (ago !== null) return now - ago * 1000;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(typed);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.test(typed);
  const at = Date.parse(isDay ? `${typed}T${end ? '23:59:59.999' : '00:00:00.000'}` : typed);
  if ((isDay || isTime) && !Number.isNaN(at)) return at;
  throw new Failure('usage', { problem: `${flag} is no duration like 7d and no date like 2025-11-14`, verb });
}

/** A whole number from 1. Failure: usage. */
export function countOf(typed: string, flag: string, verb: string): number {
  if (/^[1-9]\d{0,8}$/.test(typed)) return Number(typed);
  throw new Failure('usage', { problem: `${flag} is no whole number from 1`, verb });
}
