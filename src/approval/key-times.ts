import type { Signer } from './allowed-signers.ts';

/**
 * A time as ssh-keygen reads it: YYYYMMDD[HHMM[SS]], with Z in UTC, else in this machine's time zone (standard time all year,
 * as ssh-keygen does). Milliseconds since 1970; null when it is none.
 */
export function keyTime(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z|UTC)?$/i.exec(text);
  if (!match) return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const utc = Date.UTC(year!, month! - 1, day, hour, minute, second);
  const digits = new Date(utc).toISOString().replace(/\D/g, '').slice(0, 14);
  if (digits !== match.slice(1, 7).join('').padEnd(14, '0') || utc < 0) return null;
  return match[7] ? utc : utc + standardOffset(year!);
}

/** Milliseconds between UTC and local standard time: mktime(3) is called with tm_isdst = 0. */
function standardOffset(year: number): number {
  const offset = (month: number) => new Date(year, month, 1).getTimezoneOffset();
  return Math.max(offset(0), offset(6)) * 60_000;
}

/** Why a key does not count at a moment (milliseconds), in words that follow "the key of ann@example.com"; null when it does. Pure. */
export function whyNotValid({ validAfter, validBefore }: Signer, at: number): string | null {
  const when = (time: number) => new Date(time).toISOString();
  if (validAfter !== null && at < validAfter) return `is not valid before ${when(validAfter)}`;
  if (validBefore !== null && at >= validBefore) return `was valid until ${when(validBefore)} only`;
  return null;
}
