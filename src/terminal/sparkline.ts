const blocks = '▁▂▃▄▅▆▇█';
const digits = '0123456789';

/** Whether block characters can be drawn: a UTF-8 locale, and neither NO_COLOR nor a dumb terminal. Pure. */
export function drawsBlocks(env: NodeJS.ProcessEnv): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale) && !env.NO_COLOR && env.TERM !== 'dumb';
}

/**
 * Numbers as a row of blocks, or of digits, from 0 to the highest of them; the lowest sign stands for 0 alone. What there
 * is no number for is a space, or "-". Pure.
 */
export function sparkline(values: readonly (number | null)[], asBlocks: boolean): string {
  const signs = asBlocks ? blocks : digits;
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  const sign = (value: number) => (value === 0 ? signs[0] : signs[Math.ceil((value / most) * (signs.length - 1))]);
  return values.map((value) => (value === null ? (asBlocks ? ' ' : '-') : sign(value))).join('');
}
