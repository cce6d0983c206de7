const written = /\s*\[permahub\.used ([0-9a-f]{32}) (\d{1,12})\]/g;
/** Seconds that a used request is remembered: far longer than one lives. */
const remembered = 86_400;

/**
 * The comment of a database with this request marked as used, without those that were used over a day ago; null when it is
 * used already. Everything else in it stays. Pure.
 */
export function withUsed(comment: string, nonce: string, now: Date): string | null {
  const seconds = Math.floor(now.getTime() / 1000);
  const used = [...comment.matchAll(written)].map(([, of = '', at]) => ({ of, at: Number(at) }));
  if (used.some(({ of }) => of === nonce)) return null;
  const kept = used.filter(({ at }) => seconds - at < remembered);
  const rest = comment.replaceAll(written, '').trimEnd();
  const marks = [...kept, { of: nonce, at: seconds }].map(({ of, at }) => `[permahub.used ${of} ${at}]`);
  return [...(rest === '' ? [] : [rest]), ...marks].join(' ');
}
