import { keyTime } from './key-times.ts';

/** The options of one line of allowed_signers. */
export interface SignerOptions {
  /** Null: every namespace. */
  readonly namespaces: string | null;
  /** Milliseconds since 1970; null where there is no bound. */
  readonly validAfter: number | null;
  readonly validBefore: number | null;
}

const option = /^([a-z-]+)(?:="((?:[^"\\]|\\")*)")?(,(?=.)|$)/i;

/** Reads options as ssh-keygen does, one stricter: what it does not know, and what stands there twice, is a problem in words. Pure. */
export function readOptions(text: string): SignerOptions | { readonly problem: string } {
  const found = new Map<string, string>();
  for (let rest = text; rest !== ''; ) {
    const match = option.exec(rest);
    if (!match) return { problem: `the options "${text}" cannot be read` };
    const [whole, name = '', value] = [match[0], match[1]?.toLowerCase(), match[2]];
    if (name === 'cert-authority') return { problem: 'a certificate authority stands for anybody it names' };
    if (!['namespaces', 'valid-after', 'valid-before'].includes(name) || value === undefined)
      return { problem: `the option "${whole.replace(/,$/, '')}" is not known` };
    if (found.has(name)) return { problem: `the option "${name}" stands there twice` };
    found.set(name, value.replaceAll('\\"', '"'));
    rest = rest.slice(whole.length);
  }
  const times = { 'valid-after': null as number | null, 'valid-before': null as number | null };
  for (const name of ['valid-after', 'valid-before'] as const) {
    const value = found.get(name);
    if (value === undefined) continue;
    times[name] = keyTime(value);
    if (times[name] === null) return { problem: `"${value}" is no time: YYYYMMDD[HHMM[SS]][Z]` };
  }
  const { 'valid-after': validAfter, 'valid-before': validBefore } = times;
  if (validAfter !== null && validBefore !== null && validBefore <= validAfter)
    return { problem: 'valid-before is not later than valid-after' };
  return { namespaces: found.get('namespaces') ?? null, validAfter, validBefore };
}

/** Whether a list of patterns (`*`, `?`, `!` in front takes away) admits a word, as ssh_config(5) says. Pure. */
export function admits(patterns: string, word: string): boolean {
  const fits = (pattern: string) => matches(pattern, word);
  const list = patterns.split(',');
  return !list.some((one) => one.startsWith('!') && fits(one.slice(1))) && list.some(fits);
}

/** Backtracks to the last star only, so that no pattern takes long. */
function matches(pattern: string, word: string): boolean {
  let [p, w, star, mark] = [0, 0, -1, 0];
  while (w < word.length) {
    if (pattern[p] === '*') [star, mark] = [p++, w];
    else if (pattern[p] === '?' || pattern[p] === word[w]) [p, w] = [p + 1, w + 1];
    else if (star >= 0) [p, w] = [star + 1, ++mark];
    else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}
