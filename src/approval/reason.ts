const longest = 300;

/** What is wrong with a reason, for the person who gave it; null when it can be written down. */
export function reasonFault(reason: string): string | null {
  if (!/\p{L}/u.test(reason)) return 'A reason is needed, in words.';
  return [...reason].length > longest ? `At most ${longest} characters, please.` : null;
}
