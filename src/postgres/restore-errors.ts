import type { Running } from './programs.ts';

/** Errors named at most; what is more is counted. */
const named = 50;

/**
 * What a pg_restore that goes on after errors could not restore, each with its reason; rejects when it broke off itself.
 * Call it right after the start.
 */
export async function restoreErrors({ child, ended }: Running): Promise<readonly string[]> {
  let said = '';
  child.stderr?.on('data', (text: string | Buffer) => {
    if (said.length < 1_000_000) said += text.toString();
  });
  try {
    await ended;
    return [];
  } catch (error) {
    // Status 1 with its closing line: it went through to the end.
    if (!/errors ignored on restore: \d+/.test(said)) throw error;
    return entries(said);
  }
}

/** "EXTENSION vector: extension "vector" is not available" for each error pg_restore told of. Pure. */
function entries(said: string): string[] {
  const found: string[] = [];
  let entry = 'the dump';
  for (const line of said.split('\n')) {
    const from = /^pg_restore: from TOC entry \d+; \d+ \d+ (.+?)(?: \(no owner\)| \S+)?$/.exec(line)?.[1];
    if (from) entry = from.replace(/ - /, ' ');
    const error = /^pg_restore: error: (?:could not execute query: )?(?:ERROR:\s+)?(.*)$/.exec(line)?.[1];
    if (error) found.push(`${entry}: ${error}`);
  }
  if (found.length <= named) return found;
  return [...found.slice(0, named), `${found.length - named} more errors`];
}
